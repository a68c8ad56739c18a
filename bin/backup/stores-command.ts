// What backup and restore share as commands: one folder as argument, the embedded stores of the settings,
// and an end in words, whatever goes wrong on the way.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readSettings, type Settings } from '../../server/env.ts'
import { type Command, CommandError, printable, say, usageError } from '../command.ts'

/** The one word after the command; undefined when help was asked for. */
function folderArgument(args: readonly string[], words: string): string | undefined {
  let parsed: { values: { help?: boolean }; positionals: string[] }
  try {
    const options = { help: { type: 'boolean', short: 'h' } } as const
    parsed = parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw usageError((error as Error).message, words)
  }
  if (parsed.values.help) return undefined
  const [folder, ...rest] = parsed.positionals
  if (folder === undefined || rest.length > 0) throw usageError('name one folder', words)
  return path.resolve(folder)
}

/** What goes with the embedded stores and what does not, in words; throws when nothing of it is embedded. */
function refuseServers({ databaseUrl, clickhouseUrl }: Settings): void {
  const own = [
    ...(databaseUrl === undefined ? [] : ['DATABASE_URL is set: back that store up with pg_dump']),
    ...(clickhouseUrl === undefined
      ? []
      : ["CLICKHOUSE_URL is set: use that server's own BACKUP and RESTORE"]),
  ]
  if (own.length === 2) throw new CommandError(`there are no embedded stores here. ${own.join('; ')}.`)
  for (const line of own) process.stderr.write(`periplus: ${line}; it is not part of this\n`)
}

/** A run whose unexpected failures are told with what they left behind. */
export interface StoresRun {
  /** What stands when it failed half-way, and what to do. */
  readonly afterFailure: string
  /** Resolves with what was done, in one line. */
  run(): Promise<string>
}

interface StoresCommand {
  readonly name: 'backup' | 'restore'
  readonly help: string
  /** Checks first; throws CommandError for what cannot be begun. */
  begin(folder: string, dataDir: string): StoresRun
}

export function storesCommand({ name, help, begin }: StoresCommand): Command {
  return {
    name,
    help,
    async run(args) {
      const folder = folderArgument(args, help)
      if (folder === undefined) {
        say(help)
        return 0
      }
      const settings = readSettings()
      refuseServers(settings)
      const { afterFailure, run } = begin(folder, settings.storesDir)
      try {
        say(await run())
      } catch (error) {
        if (error instanceof CommandError) throw error
        throw new CommandError(`the ${name} failed: ${printable((error as Error).message)}\n${afterFailure}`)
      }
      return 0
    },
  }
}
