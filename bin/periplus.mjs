#!/usr/bin/env node
// The command line's front: plain Node, so that it can say what is missing before anything is
// installed or built. Serving runs in this very process; every other command is in dist/cli.mjs.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.resolve(import.meta.dirname, '..')

const help = `periplus: who does what to your Kubernetes API servers

  periplus serve                      the server alone
  periplus demo                       what npm start runs: a simulated fleet and the server that reads it
  periplus import audit FILE…         stream audit logs to a running server
  periplus token create|list|revoke   ingest tokens of a running server
  periplus review list|send           where the weekly review is sent, and sending it now
  periplus backup DIR                 copy both embedded stores, also while the server runs
  periplus restore DIR                make the embedded stores of a new data folder from a backup
  periplus simulate                   the simulator alone: a fleet that is not there, behind real protocols
  periplus doctor                     is the server well, and can each source be read
  periplus bench [NAME]               the benchmarks
  periplus --version

Each command has --help. Settings come from the environment; .env.example lists them.
`

/** Bundles by command; whatever is not here is an unknown command. */
const bundles = {
  serve: 'main.mjs',
  demo: 'demo.mjs',
  import: 'cli.mjs',
  token: 'cli.mjs',
  doctor: 'cli.mjs',
  review: 'cli.mjs',
  backup: 'cli.mjs',
  restore: 'cli.mjs',
  simulate: 'cli.mjs',
  bench: 'bench.mjs',
}

function fail(message) {
  process.stderr.write(`periplus: ${message}\n`)
  process.exit(1)
}

async function run(command, args) {
  const bundle = path.join(root, 'dist', bundles[command])
  if (!existsSync(bundle)) {
    fail(
      `${path.relative(process.cwd(), bundle)} is not there yet. Run "npm start" or "npm run build" in ${root} once.`,
    )
  }
  process.argv = [process.argv[0], bundle, ...(bundles[command] === 'cli.mjs' ? [command, ...args] : args)]
  await import(pathToFileURL(bundle).href)
}

const [command, ...args] = process.argv.slice(2)
if (command === '--version' || command === '-v') {
  process.stdout.write(`${JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version}\n`)
} else if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
  process.stdout.write(help)
  if (command === undefined) process.exitCode = 1
} else if (!Object.hasOwn(bundles, command)) {
  fail(`there is no command "${command}".\n\n${help}`)
} else {
  run(command, args).catch((error) =>
    fail(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  )
}
