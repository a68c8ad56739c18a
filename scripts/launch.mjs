#!/usr/bin/env node
// `npm start`, the same as `periplus demo`: everything a fresh machine needs, then the demo. Installs
// and builds only what is missing or changed. Then the demo's server runs in this very process, so that
// signals, memory and exit code are its own. Parses on any Node: only checks before it imports.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { machineProblem, nodeProblem, thisMachine } from './setup/machine.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

// Whoever read our words may be gone (a closed terminal, `| head`): that is no reason to fail.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

async function launch() {
  const problem = nodeProblem(process.versions.node) || machineProblem(thisMachine())
  if (problem) throw new Error(problem)
  const { ensureInstalled } = await import('./setup/install.mjs')
  const { ensureBuilt } = await import('./setup/build.mjs')
  const { leaveSignals } = await import('./setup/step.mjs')
  await ensureInstalled(root)
  await ensureBuilt(root)
  leaveSignals()
  const dataDir = process.env.PERIPLUS_DATA_DIR
  if (dataDir) process.env.PERIPLUS_DATA_DIR = path.resolve(dataDir)
  process.env.NODE_ENV = 'production'
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  process.chdir(root)
  const demo = path.join(root, 'dist/demo.mjs')
  if (!existsSync(demo))
    throw new Error('The build left no demo behind; run npm run build and look at what it says.')
  process.argv[1] = demo
  await import(demo)
}

launch().catch((error) => {
  console.error(error?.message ? error.message : error)
  process.exit(1)
})
