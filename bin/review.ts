// periplus review: where the weekly review is sent by itself, what a delivery would send, and sending one now. Speaks to
// a running server; nothing is sent from here.
import { parseArgs } from 'node:util'
import { type Command, CommandError, printable, say, table, usageError } from './command.ts'
import { inWords, procedures, serverUrl } from './server-client.ts'

const help = `periplus review list                  where the weekly review is sent, and what became of the last weeks
periplus review send DELIVERY         send the review of the last week that is over, now

  --week 2026-W47  another week, or a day of it
  --dry-run        print what would be sent, byte by byte, and send nothing
  --again          also when it was sent before, or nobody knows whether it arrived
  --json           print JSON
  --url URL        the running server (found by itself on the same machine)

Deliveries are defined under "deliveries" in periplus.yaml.
`

interface Options {
  readonly week?: string
  readonly 'dry-run'?: boolean
  readonly again?: boolean
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
        week: { type: 'string' },
        'dry-run': { type: 'boolean' },
        again: { type: 'boolean' },
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

type Procedures = ReturnType<typeof procedures>
type Listed = Awaited<ReturnType<Procedures['review']['deliveries']['query']>>['deliveries'][number]
type Preview = Awaited<ReturnType<Procedures['review']['preview']['query']>>

async function list(server: Procedures, options: Options): Promise<void> {
  const answer = await server.review.deliveries.query()
  if (options.json) return say(JSON.stringify(answer, null, 2))
  const { deliveries } = answer
  if (deliveries.length === 0)
    return say('The review is sent nowhere. Define it under "deliveries" in periplus.yaml.')
  const rows = deliveries.map((one) => [one.deliveryId, printable(one.place), nextOf(one), lastOf(one)])
  say(table([['DELIVERY', 'TO', 'NEXT', 'LAST'], ...rows]))
}

const nextOf = ({ next }: Listed): string =>
  next === null ? 'switched off' : `${next.week} at ${next.dueAt.toISOString()}`

function lastOf({ weeks: [last] }: Listed): string {
  if (last === undefined) return 'none yet'
  const { week, state, sentAt, says } = last
  const at = sentAt === null ? '' : ` ${sentAt.toISOString()}`
  return `${week} ${state === 'unknown' ? 'outcome unknown' : state}${at}${says === null ? '' : `: ${printable(says)}`}`
}

const lines = (text: string): string => text.split('\n').map(printable).join('\n')

function shown({ message }: Preview): string {
  if (message.kind === 'webhook') return lines(message.body)
  const { from, to, subject, text, html } = message
  return [
    `From: ${from}`,
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    '',
    text,
    '--- the same as HTML ---',
    html,
  ]
    .map(lines)
    .join('\n')
}

async function send(server: Procedures, deliveryId: string | undefined, options: Options): Promise<number> {
  if (deliveryId === undefined) {
    throw usageError('say which: periplus review send DELIVERY (periplus review list shows them)', help)
  }
  const { week } = options
  const asked = { deliveryId, ...(week !== undefined && { week }) }
  if (options['dry-run']) {
    const preview = await server.review.preview.query(asked)
    say(options.json ? JSON.stringify(preview, null, 2) : shown(preview))
    process.stderr.write(
      `Nothing was sent: this is ${preview.week} as ${preview.deliveryId} would send it.\n`,
    )
    return 0
  }
  const record = await server.review.deliver.mutate({ ...asked, again: options.again ?? false })
  if (options.json) say(JSON.stringify(record, null, 2))
  else say(printable(becameOf(record)))
  return record.state === 'failed' || record.state === 'unknown' ? 1 : 0
}

function becameOf({
  deliveryId,
  week,
  state,
  says,
  nextTryAt,
}: Awaited<ReturnType<Procedures['review']['deliver']['mutate']>>): string {
  const why = says === null ? '' : ` ${says.replace(/\.?$/, '.')}`
  if (state === 'sent') return `Sent ${week} to ${deliveryId}.${why}`
  if (state === 'failed') return `Not sent:${why}`
  if (state === 'unknown')
    return `Nobody knows whether it arrived:${why} Look there; --again sends it once more.`
  const when = nextTryAt === null ? 'It is on its way' : `It is tried again at ${nextTryAt.toISOString()}`
  return `Not sent yet.${why} ${when}; periplus review list says how it ends.`
}

export const reviewCommand: Command = {
  name: 'review',
  help,
  async run(args) {
    const { options, words } = read(args)
    if (options.help) {
      say(help)
      return 0
    }
    const [action, deliveryId, ...rest] = words
    if (rest.length > 0) throw usageError(`"${rest[0]}" is one word too many`, help)
    if (action !== 'list' && action !== 'send') {
      throw usageError(action === undefined ? 'list or send?' : `there is no "review ${action}"`, help)
    }
    const url = await serverUrl(options.url)
    const server = procedures(url)
    try {
      if (action === 'send') return await send(server, deliveryId, options)
      await list(server, options)
      return 0
    } catch (error) {
      throw error instanceof CommandError ? error : inWords(error, url)
    }
  },
}
