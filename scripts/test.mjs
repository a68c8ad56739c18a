#!/usr/bin/env node
// `npm test`: sets up what tests need on a machine that has Node and npm only, then runs every check,
// one stage after another, with the time of each. The last line is the plain count.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { machineProblem, nodeProblem, thisMachine } from './setup/machine.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

function skipLoudly(what, { problem }) {
  if (!problem) return
  const line = '!'.repeat(100)
  console.log(`${line}\n!! SKIPPED: the tests ${what}: ${problem}\n${line}`)
}

async function setUp() {
  const { ensureInstalled } = await import('./setup/install.mjs')
  await ensureInstalled(root)
  const { ensureChromium } = await import('./setup/chromium.mjs')
  const { ensurePostgres } = await import('./setup/postgres.mjs')
  const chromium = await ensureChromium()
  const postgres = await ensurePostgres()
  const { ensureKubectl } = await import('./setup/kubectl.mjs')
  const kubectl = await ensureKubectl()
  console.log(`  Chromium: ${chromium.file ?? chromium.problem}`)
  console.log(`  PostgreSQL: ${postgres.bin ?? postgres.problem}`)
  console.log(`  kubectl: ${kubectl.file ?? kubectl.problem}`)
  return { chromium, postgres, kubectl }
}

async function runEverything() {
  const { conclude, passedOne, stage } = await import('./stages/tally.mjs')
  const { verifyStages } = await import('./stages/verify.mjs')
  const { runPlaywright, runVitest } = await import('./stages/runners.mjs')
  const { ensureBuilt } = await import('./setup/build.mjs')
  let tools
  const stages = []
  const run = async (name, work) => {
    const done = await stage(name, work)
    stages.push(done)
    return done.tally.failed === 0
  }
  const isSetUp = await run('set-up', async () => {
    tools = await setUp()
    return passedOne
  })
  if (!isSetUp) return conclude(stages)
  const { chromium, postgres, kubectl } = tools
  skipLoudly('with a real kubectl', kubectl)
  stages.push(...(await verifyStages(root)))
  const isBuilt = await run('build', async () => {
    await ensureBuilt(root)
    return passedOne
  })
  const realPostgres = postgres.bin ? { PERIPLUS_TEST_POSTGRES_BIN: postgres.bin } : {}
  skipLoudly('on a real PostgreSQL', postgres)
  await run('store tests', () => runVitest(root, 'store', realPostgres))
  await run('fault tests', () => runVitest(root, 'fault', realPostgres))
  await run('scenarios', () => runVitest(root, 'scenario'))
  await run('browser journeys', () => {
    if (!isBuilt) throw new Error('  not run: the build failed')
    if (chromium.problem) throw new Error(`  not run: ${chromium.problem}`)
    return runPlaywright(root, { PERIPLUS_CHROMIUM: chromium.file })
  })
  skipLoudly('on a real PostgreSQL', postgres)
  skipLoudly('with a real kubectl', kubectl)
  conclude(stages)
}

const problem = nodeProblem(process.versions.node) || machineProblem(thisMachine())
if (problem) {
  console.error(`${problem}\n\n0 passed, 1 failed`)
  process.exitCode = 1
} else {
  await runEverything()
}
