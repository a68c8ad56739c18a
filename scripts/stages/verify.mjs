// Everything that needs neither a store nor a browser: format and lint, house checks, types, dead code,
// fresh docs, unit tests. Under three minutes together.
import path from 'node:path'
import { step } from '../setup/step.mjs'
import { runVitest } from './runners.mjs'
import { failedOne, passedOne, stage } from './tally.mjs'

const checks = [
  {
    label: 'format and lint',
    args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '.', '--colors=off', '--error-on-warnings'],
  },
  { label: 'house checks', args: ['scripts/house.mjs'] },
  {
    label: 'types',
    before: ['node_modules/next/dist/bin/next', 'typegen'],
    args: ['node_modules/typescript/bin/tsc', '--noEmit'],
  },
  { label: 'dead code', args: ['node_modules/knip/bin/knip.js'] },
  { label: 'docs fresh', args: ['--import', 'tsx', 'scripts/docs.ts', '--check'] },
]

const runNode = (root, label, [first, ...rest]) =>
  step({
    label,
    command: process.execPath,
    args: [first.startsWith('-') ? first : path.join(root, first), ...rest],
    cwd: root,
    env: { NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    mayFail: true,
  })

async function runCheck(root, { label, before, args }) {
  const prepared = before ? await runNode(root, `${label}, prepared`, before) : { ok: true }
  const checked = prepared.ok ? await runNode(root, label, args) : prepared
  if (checked.ok) return passedOne
  console.log(checked.said)
  console.log(`  ${label}: FAILED`)
  return failedOne
}

/** One stage a check, so that the time of each is printed. */
export async function verifyStages(root) {
  const stages = []
  for (const check of checks) stages.push(await stage(check.label, () => runCheck(root, check)))
  stages.push(await stage('unit tests', () => runVitest(root, 'unit')))
  return stages
}
