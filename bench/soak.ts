// Soak: the long forms of what reliability promises, round after round for as long as asked: kill -9 of the
// server and of its stores, four times the load it can take, stores that go away, a clock that is set.
// Says what held and what did not; a promise that broke fails the run.
import type { BenchContext, Benchmark, Measurement } from './harness.ts'
import { storesAway } from './soak/away.ts'
import { clockSteps } from './soak/clock.ts'
import { storeDeaths } from './soak/deaths.ts'
import { serverKills } from './soak/kills.ts'
import { overload } from './soak/overload.ts'
import { type Finding, never, type Phase } from './soak/phase.ts'

const phases: readonly Phase[] = [overload, serverKills, storeDeaths, storesAway, clockSteps]

const joined: Record<Finding['over'], (one: number, other: number) => number> = {
  sum: (one, other) => one + other,
  most: Math.max,
  least: Math.min,
}

/** Figures of the same name from several rounds become one. */
function together(findings: readonly Finding[]): Measurement[] {
  const found = new Map<string, Finding>()
  for (const finding of findings) {
    const known = found.get(finding.what)
    const value = known === undefined ? finding.value : joined[finding.over](known.value, finding.value)
    found.set(finding.what, { ...finding, value })
  }
  return [...found.values()].map(({ over: _over, ...measurement }) => measurement)
}

async function run(context: BenchContext): Promise<Measurement[]> {
  const until = performance.now() + context.minutes * 60_000
  const findings: Finding[] = []
  for (let part = 0; part < phases.length || performance.now() < until; part += 1) {
    const phase = phases[part % phases.length] as Phase
    const round = 1 + Math.floor(part / phases.length)
    context.say(`round ${round}: ${phase.name}`)
    try {
      findings.push(...(await phase.run({ ...context, round })))
    } catch (error) {
      // The others still tell what they find.
      context.say(`${phase.name} failed: ${error instanceof Error ? error.message : String(error)}`)
      findings.push(never(`${phase.name}: rounds that could not be ended`, 1, 'rounds'))
    }
  }
  return together(findings)
}

export const soakBenchmark: Benchmark = {
  id: 'soak',
  title: 'what is promised, under faults, for as long as asked',
  onlyByName: true,
  run,
}
