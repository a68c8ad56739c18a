// Counting what passed and what failed, stage by stage, with the time of each. Nothing that ran counts
// as a failure: an empty stage proves nothing.
import { seconds } from '../setup/step.mjs'

export const nothing = { passed: 0, failed: 0, skipped: 0 }
export const passedOne = { ...nothing, passed: 1 }
export const failedOne = { ...nothing, failed: 1 }

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

const words = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** Runs one stage; whatever it throws is one failure, printed. */
export async function stage(name, run) {
  const startedAt = Date.now()
  console.log(`\n── ${name}`)
  let tally
  try {
    tally = await run()
  } catch (error) {
    console.log(error.message)
    tally = failedOne
  }
  if (tally.passed + tally.failed === 0) {
    console.log('  nothing ran, which counts as a failure')
    tally = add(tally, failedOne)
  }
  const took = seconds(startedAt)
  console.log(`── ${name}: ${words(tally)} in ${took}`)
  return { name, took, tally }
}

/** Prints the stages once more; the very last line is the plain count. Sets the exit code. */
export function conclude(stages) {
  const total = stages.map(({ tally }) => tally).reduce(add, nothing)
  console.log('')
  for (const { name, took, tally } of stages)
    console.log(`  ${name.padEnd(28)} ${took.padStart(8)}  ${words(tally)}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
