// periplus token: makes, lists, rotates and ends ingest tokens of a running server. Shows a token only when
// it is made, alone on stdout, so that a script can take it from there.
import { parseArgs } from 'node:util'
import { type Command, CommandError, printable, say, table, usageError } from './command.ts'
import { inWords, procedures, serverUrl } from './server-client.ts'

const help = `periplus token create NAME [--cluster ID]…   make one and print it, this once
periplus token list                          all of them, never the tokens themselves
periplus token rotate ID [--keep 24h]        make another in its place; the old one works on for a while
periplus token revoke ID                     end one; at once on this server

  --cluster ID   good for this cluster only (may be given more than once); without it: for every cluster
  --expires 90d  it ends by itself after this time (m, h or d); without it: when it is revoked
  --keep 24h     how long the old one still works (m, h or d; 0m ends it now)
  --json         print JSON
  --url URL      the running server (found by itself on the same machine)
`

interface Options {
  readonly cluster?: string[]
  readonly expires?: string
  readonly keep?: string
  readonly json?: boolean
  readonly url?: string
  readonly help?: boolean
}

function read(args: readonly string[]): { options: Options; words: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        cluster: { type: 'string', multiple: true },
        expires: { type: 'string' },
        keep: { type: 'string' },
        json: { type: 'boolean' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return { options: values, words: positionals }
  } catch (error) {
    throw usageError((error as Error).message, help)
  }
}

const unitMinutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440 }

/** "90m", "24h", "30d" in minutes. */
function minutesOf(option: string, text: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (amount === undefined)
    throw usageError(`--${option} takes a time like 90m, 24h or 30d, not "${text}"`, help)
  return Number(amount) * (unitMinutes[unit] ?? 0)
}

type Procedures = ReturnType<typeof procedures>
type ListedToken = Awaited<ReturnType<Procedures['tokens']['list']['query']>>['tokens'][number]

async function create(server: Procedures, name: string | undefined, options: Options): Promise<void> {
  if (name === undefined) throw usageError('say what to call the token: periplus token create NAME', help)
  const minutes = options.expires === undefined ? undefined : minutesOf('expires', options.expires)
  // The server's clock says when a token ends, so it is asked what time it is.
  const { now } = minutes === undefined ? { now: undefined } : await server.sources.list.query({ limit: 1 })
  const expiresAt = now && new Date(now.getTime() + (minutes ?? 0) * 60_000).toISOString()
  const made = await server.tokens.create.mutate({
    name,
    clusters: options.cluster ?? 'all',
    ...(expiresAt !== undefined && { expiresAt }),
  })
  if (options.json) say(JSON.stringify(made, null, 2))
  else {
    say(made.token)
    process.stderr.write(
      `Made "${printable(made.name)}" (${made.id}). This is the only time it is shown; keep it where its sender reads it.\n`,
    )
  }
}

function stateOf({ revokedAt, expiresAt, replacedBy }: ListedToken): string {
  if (revokedAt !== null) return `revoked ${revokedAt.toISOString()}`
  if (expiresAt === null) return 'valid'
  return `${replacedBy === null ? 'ends' : 'rotated, ends'} ${expiresAt.toISOString()}`
}

async function list(server: Procedures, options: Options): Promise<void> {
  const { tokens } = await server.tokens.list.query()
  if (options.json) {
    say(JSON.stringify(tokens, null, 2))
    return
  }
  const rows = tokens.map((token) => [
    token.id,
    printable(token.name),
    token.clusters === 'all' ? 'every cluster' : token.clusters.join(','),
    token.createdAt.toISOString(),
    stateOf(token),
  ])
  if (rows.length === 0) say('No tokens but the bootstrap one. Make one with: periplus token create NAME')
  else say(table([['ID', 'NAME', 'GOOD FOR', 'MADE', 'STATE'], ...rows]))
}

async function rotate(server: Procedures, id: string | undefined, options: Options): Promise<void> {
  if (id === undefined)
    throw usageError('say which: periplus token rotate ID (periplus token list shows them)', help)
  const keep = options.keep === undefined ? {} : { overlapMinutes: minutesOf('keep', options.keep) }
  const made = await server.tokens.rotate.mutate({ id, ...keep })
  if (options.json) say(JSON.stringify(made, null, 2))
  else {
    say(made.token)
    process.stderr.write(
      `Made in the place of "${printable(made.name)}" (${made.id}). The old one works until ${made.previousEndsAt.toISOString()}.\n`,
    )
  }
}

async function revoke(server: Procedures, id: string | undefined, options: Options): Promise<void> {
  if (id === undefined)
    throw usageError('say which: periplus token revoke ID (periplus token list shows them)', help)
  const ended = await server.tokens.revoke.mutate({ id })
  say(options.json ? JSON.stringify(ended, null, 2) : `Revoked ${ended.id}.`)
}

export const tokenCommand: Command = {
  name: 'token',
  help,
  async run(args) {
    const { options, words } = read(args)
    if (options.help) {
      say(help)
      return 0
    }
    const [action, subject, ...rest] = words
    if (rest.length > 0) throw usageError(`"${rest[0]}" is one word too many; put a name in quotes`, help)
    const url = await serverUrl(options.url)
    const server = procedures(url)
    try {
      if (action === 'create') await create(server, subject, options)
      else if (action === 'list') await list(server, options)
      else if (action === 'rotate') await rotate(server, subject, options)
      else if (action === 'revoke') await revoke(server, subject, options)
      else
        throw usageError(
          action === undefined ? 'create, list, rotate or revoke?' : `there is no "token ${action}"`,
          help,
        )
    } catch (error) {
      throw error instanceof CommandError ? error : inWords(error, url)
    }
    return 0
  },
}
