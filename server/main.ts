// The one process of an installation: reads its arguments and settings and serves. Exit code 0 after a stop
// that was asked for, 1 when something went wrong.
import { parseArgs } from 'node:util'
import { readSettings, settleNodeEnv } from './env.ts'
import { inWords, say, serve } from './serve.ts'
import type { ServerRole } from './start.ts'

const roles: readonly ServerRole[] = ['all', 'web', 'ingest']

const help = `periplus serve: the server alone

  --role all|web|ingest   which part of the work this process takes (all)
  --dev                   development mode of the pages, from source
  --help

Settings come from the environment; .env.example lists them.
`

class UsageError extends Error {
  override readonly name = 'UsageError'
}

interface Arguments {
  readonly role: ServerRole
  readonly dev: boolean
  readonly help: boolean
}

function readArguments(args: readonly string[]): Arguments {
  let values: { role?: string; dev?: boolean; help?: boolean }
  try {
    values = parseArgs({
      args: [...args],
      options: { role: { type: 'string' }, dev: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${help}`)
  }
  const role = roles.find((known) => known === (values.role ?? 'all'))
  if (role === undefined) throw new UsageError(`--role is one of ${roles.join(', ')}`)
  return { role, dev: values.dev ?? false, help: values.help ?? false }
}

async function main(): Promise<void> {
  const { role, dev, help: isHelp } = readArguments(process.argv.slice(2))
  if (isHelp) {
    process.stdout.write(help)
    return
  }
  settleNodeEnv(dev)
  const given = readSettings()
  if (given.storesDir === given.dataDir) {
    say(
      `the stores of ${given.dataDir} lie in the folder itself, as before there was a demo; they stay there`,
    )
  }
  await serve({ ...given, devPages: given.devPages || dev }, { role, dev })
  // Whatever library still holds a handle must not keep a stopped server alive.
  process.exit(0)
}

main().catch((error: unknown) => {
  say(error instanceof UsageError ? error.message : inWords(error))
  process.exit(1)
})
