// The production build, made once per state of the sources: a digest over what goes in is kept beside
// what came out. esbuild bundles the processes (packages stay outside), Next builds the pages.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { step } from './step.mjs'

const rooms = ['app', 'bench', 'bin', 'components', 'db', 'domain', 'ingest', 'public', 'server', 'simulator']
const singles = [
  'next.config.ts',
  'package-lock.json',
  'package.json',
  'scripts/setup/build.mjs',
  'tsconfig.json',
]
const isIdle = (name) => /\.(test|spec)\.tsx?$|\.md$|^\./.test(name)

/** Processes and workers: source → file in dist. Absent sources are skipped. */
const entries = {
  main: 'server/main.ts',
  cli: 'bin/cli.ts',
  demo: 'bin/demo.ts',
  fleet: 'bin/fleet-process.ts',
  embedded: 'db/embedded/main.ts',
  'pglite-worker': 'db/embedded/pglite-worker.ts',
  bench: 'bench/main.ts',
  simulator: 'simulator/main.ts',
}

function filesBelow(place) {
  if (!existsSync(place)) return []
  return readdirSync(place, { withFileTypes: true })
    .filter(({ name }) => !isIdle(name) && name !== 'results')
    .flatMap((entry) => {
      const below = path.join(place, entry.name)
      return entry.isDirectory() ? filesBelow(below) : [below]
    })
}

export function sourceDigest(root) {
  const hash = createHash('sha256').update(process.version)
  const files = [
    ...rooms.flatMap((room) => filesBelow(path.join(root, room))),
    ...singles.map((file) => path.join(root, file)),
  ]
  for (const file of files.sort()) {
    if (!existsSync(file)) continue
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

const stampOf = (root) => path.join(root, 'dist/built')

function isBuilt(root, digest) {
  const whole = existsSync(path.join(root, '.next/BUILD_ID')) && existsSync(path.join(root, 'dist/demo.mjs'))
  return whole && existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === digest
}

async function bundle(root) {
  const { build } = await import('esbuild')
  // Parts that several share, or that one loads only when it needs them, have names of their own.
  for (const name of readdirSync(path.join(root, 'dist'))) {
    if (/^chunk-|-[A-Z0-9]{8}\.mjs/.test(name)) rmSync(path.join(root, 'dist', name))
  }
  const present = Object.entries(entries).filter(([, source]) => existsSync(path.join(root, source)))
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    logLevel: 'warning',
  })
}

/** Answers true when something had to be built. */
export async function ensureBuilt(root, { force = false } = {}) {
  const digest = sourceDigest(root)
  if (!force && isBuilt(root, digest)) return false
  console.log(
    'Building: the processes and the pages, about a minute. Later starts skip this until sources change.',
  )
  mkdirSync(path.join(root, 'dist'), { recursive: true })
  rmSync(stampOf(root), { force: true })
  await bundle(root)
  await step({
    label: 'next build',
    command: process.execPath,
    args: [path.join(root, 'node_modules/next/dist/bin/next'), 'build'],
    cwd: root,
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  writeFileSync(stampOf(root), digest)
  return true
}
