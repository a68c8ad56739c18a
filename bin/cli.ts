// Entry of the command line's bundle: picks the command and turns its failure into words and an exit
// code. Commands talk to a running server over its public faces; backup and restore alone touch stores.
import { ConfigError } from '../server/config.ts'
import { SettingsError } from '../server/env.ts'
import { backupCommand } from './backup.ts'
import { type Command, CommandError } from './command.ts'
import { doctorCommand } from './doctor.ts'
import { importCommand } from './import.ts'
import { restoreCommand } from './restore.ts'
import { reviewCommand } from './review.ts'
import { simulateCommand } from './simulate.ts'
import { tokenCommand } from './token.ts'

const commands: readonly Command[] = [
  backupCommand,
  doctorCommand,
  importCommand,
  restoreCommand,
  reviewCommand,
  simulateCommand,
  tokenCommand,
]

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2)
  const command = commands.find((known) => known.name === name)
  if (command === undefined) {
    throw new CommandError(`there is no command "${name ?? ''}"; periplus --help lists them`, 2)
  }
  return command.run(args)
}

try {
  process.exitCode = await main()
} catch (error) {
  const known = [CommandError, ConfigError, SettingsError].some((kind) => error instanceof kind)
  process.stderr.write(
    `periplus: ${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`,
  )
  process.exitCode = error instanceof CommandError ? error.exitCode : 1
}
