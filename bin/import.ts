// periplus import: streams files into a running server, one kind of file per word after "import".
import { type Command, say, usageError } from './command.ts'
import { importAudit, importAuditHelp } from './import-audit.ts'

export const importCommand: Command = {
  name: 'import',
  help: importAuditHelp,
  async run([kind, ...args]) {
    if (kind === 'audit') return importAudit(args)
    if (kind === '--help' || kind === '-h') {
      say(importAuditHelp)
      return 0
    }
    throw usageError(
      kind === undefined
        ? 'import what? This release knows: audit'
        : `this release cannot import "${kind}"; it knows: audit`,
      importAuditHelp,
    )
  },
}
