// Vitest and Playwright run as their own processes; what passed and failed is read from their JSON
// reports, and a runner that dies without a failed test in its report is itself a failure.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { step } from '../setup/step.mjs'
import { add, failedOne, nothing } from './tally.mjs'

async function reported(run, count) {
  const folder = mkdtempSync(path.join(tmpdir(), 'periplus-report-'))
  const file = path.join(folder, 'report.json')
  try {
    const { ok } = await run(file)
    const tally = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : nothing
    return !ok && tally.failed === 0 ? add(tally, failedOne) : tally
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function countVitest(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Tests of one vitest project. */
export function runVitest(root, project, env = {}) {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  return reported(
    (file) =>
      step({
        label: `${project} tests`,
        command: process.execPath,
        args: [
          vitest,
          'run',
          '--project',
          project,
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${file}`,
        ],
        cwd: root,
        env,
        stream: true,
        mayFail: true,
      }),
    countVitest,
  )
}

const countPlaywright = ({ stats, errors }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky + errors.length,
  skipped: stats.skipped,
})

/** All journeys; a journey that passes only at a second try has failed. */
export function runPlaywright(root, env = {}) {
  const playwright = path.join(root, 'node_modules/@playwright/test/cli.js')
  return reported(
    (file) =>
      step({
        label: 'browser journeys',
        command: process.execPath,
        args: [playwright, 'test', '--reporter=list,json'],
        cwd: root,
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
        stream: true,
        mayFail: true,
      }),
    countPlaywright,
  )
}
