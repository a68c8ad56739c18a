// kill -9 of the server at random moments of an import by the command line, which goes on by itself: after
// each restart everything it was told is durable is there, and in the end every event counts once.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, createWriteStream, existsSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { linesOfCluster, randomBits } from '../audit-generator.ts'
import { surroundings } from '../env.ts'
import { freePort, type Installation, startInstallation } from '../installation.ts'
import { counted, type Finding, never, type Phase, type PhaseContext, total } from './phase.ts'

const kills = 20
const fullLines = 300_000

/** A file of events that all count. */
async function writeFile(file: string, lines: number): Promise<void> {
  const toMs = Date.now()
  const next = linesOfCluster({ seed: 11, fromMs: toMs - 3 * 3_600_000, toMs, linesPerCluster: lines }, 1)
  const out = createWriteStream(file)
  for (let count = 0; count < lines; ) {
    const { text, repeated } = next()
    if (repeated) continue
    count += 1
    if (!out.write(`${text}\n`)) await new Promise<void>((resolve) => out.once('drain', () => resolve()))
  }
  await new Promise<void>((resolve) => out.end(() => resolve()))
}

interface Import {
  readonly clusterId: string
  readonly child: ChildProcess
  lastWords(): string
  /** Lines it was told are durable. */
  acknowledged(): number
}

function startImport(context: PhaseContext, server: Installation, file: string, clusterId: string): Import {
  const state = path.join(context.work, `${clusterId}.state`)
  const words = path.join(context.work, `${clusterId}.words`)
  const said = openSync(words, 'w')
  const args = ['import', 'audit', file, '--cluster', clusterId, '--url', server.url, '--token', server.token]
  const child = spawn(
    process.execPath,
    [path.join(context.root, 'bin/periplus.mjs'), ...args, '--state', state, '--patience', '300'],
    {
      cwd: context.root,
      env: { ...surroundings(), NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', said],
    },
  )
  closeSync(said)
  const killAtExit = () => child.kill('SIGKILL')
  process.once('exit', killAtExit)
  child.once('exit', () => process.removeListener('exit', killAtExit))
  return {
    clusterId,
    child,
    lastWords: () => readFileSync(words, 'utf8').slice(-500),
    acknowledged: () =>
      existsSync(state) ? (JSON.parse(readFileSync(state, 'utf8')) as { lines: number }).lines : 0,
  }
}

async function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise<void>((resolve) => child.once('exit', () => resolve()))
  }
  return child.exitCode ?? 1
}

/** A kill counts only in the middle of an import: it waits until more was acknowledged, or all was. */
async function movedOn({ child, acknowledged }: Import): Promise<void> {
  for (const before = acknowledged(); acknowledged() <= before && child.exitCode === null; ) await sleep(10)
}

interface Tally {
  lost: number
  miscounted: number
  failed: number
  imports: number
  slowestStartMs: number
}

/** Kills until `times` are done; an import that is through gives way to one of another cluster. */
async function killOften(
  context: PhaseContext,
  file: string,
  { lines, times }: { readonly lines: number; readonly times: number },
): Promise<Tally> {
  const { root, work, round, say } = context
  const bits = randomBits(round)
  const place = { root, dataDir: path.join(work, `kills-${round}`), port: await freePort() }
  const tally: Tally = { lost: 0, miscounted: 0, failed: 0, imports: 0, slowestStartMs: 0 }
  let server = await startInstallation(place)
  try {
    for (let killed = 0; killed < times; ) {
      tally.imports += 1
      const running = startImport(context, server, file, `killed-${round}-${tally.imports}`)
      const isOver = () => running.child.exitCode !== null
      while (killed < times && !isOver()) {
        await movedOn(running)
        await sleep(bits() % 1_500)
        await server.kill()
        killed += 1
        const acknowledged = running.acknowledged()
        const startedAt = performance.now()
        server = await startInstallation(place)
        tally.slowestStartMs = Math.max(tally.slowestStartMs, performance.now() - startedAt)
        const there = await counted(server.url, running.clusterId)
        tally.lost += Math.max(0, acknowledged - there)
        say(`kills: ${killed} of ${times}; ${acknowledged} lines acknowledged, ${there} there`)
      }
      if ((await ended(running.child)) !== 0) {
        tally.failed += 1
        say(`kills: an import gave up: ${running.lastWords()}`)
      }
      tally.miscounted += Math.abs((await counted(server.url, running.clusterId)) - lines)
    }
    return tally
  } finally {
    await server.stop()
  }
}

async function run(context: PhaseContext): Promise<Finding[]> {
  const lines = Math.max(20_000, Math.round(fullLines * context.scale))
  const times = Math.max(3, Math.round(kills * context.scale))
  const file = path.join(context.work, `audit-${context.round}.log`)
  await writeFile(file, lines)
  const tally = await killOften(context, file, { lines, times })
  return [
    total('kills: of the server, in the middle of imports', times, 'kills'),
    total('kills: imported meanwhile', tally.imports * lines, 'events'),
    never('kills: acknowledged and not there after a restart', tally.lost, 'events'),
    never('kills: counted − in the file', tally.miscounted, 'requests'),
    never('kills: imports that gave up', tally.failed, 'imports'),
    { what: 'kills: slowest start', value: tally.slowestStartMs / 1_000, unit: 's', over: 'most' },
  ]
}

export const serverKills: Phase = { name: 'kills', run }
