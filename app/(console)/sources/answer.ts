// The page's one sentence, built from what its panels draw: how many clusters send, and what is wrong
// with the others, each part a way to exactly those rows.
import { count, plural, rate } from '../../../components/format/number.ts'
import { type SourceHealth, sourceHealths } from '../../../domain/model/source.ts'

export interface AnswerPart {
  readonly text: string
  readonly strong?: boolean
  /** Rows that prove it. */
  readonly health?: SourceHealth
}

export interface AnswerFacts {
  readonly byHealth: Readonly<Record<SourceHealth, number>>
  readonly eventsPerSecond: number
  readonly rejects: number
  /** Followed files that are missing or cannot be read. */
  readonly unreadFiles: number
}

const wrong: Readonly<Record<Exclude<SourceHealth, 'receiving'>, string>> = {
  refused: 'refused',
  unread: 'not read from its file',
  stale: 'stale',
  slowed: 'slowed',
  rejecting: 'with rejected lines',
  ahead: 'with a clock ahead',
  silent: 'without data',
}

/** Events arrive, whatever else may be wrong. */
const arriving: readonly SourceHealth[] = ['receiving', 'slowed', 'rejecting', 'ahead']

export function sourcesAnswer({
  byHealth,
  eventsPerSecond,
  rejects,
  unreadFiles,
}: AnswerFacts): AnswerPart[] {
  const total = sourceHealths.reduce((sum, health) => sum + byHealth[health], 0)
  const files =
    unreadFiles === 0
      ? ''
      : ` ${plural(unreadFiles, 'followed file')} ${unreadFiles === 1 ? 'is' : 'are'} not read.`
  if (total === 0)
    return [
      { text: 'No cluster sends audit logs yet.', strong: true },
      { text: `${files} Connect one below.` },
    ]
  const arrive = arriving.reduce((sum, health) => sum + byHealth[health], 0)
  const troubles = sourceHealths.filter(
    (health): health is Exclude<SourceHealth, 'receiving'> => health !== 'receiving' && byHealth[health] > 0,
  )
  const parts: AnswerPart[] = [
    {
      text: `${count(arrive)} of ${plural(total, 'cluster')} ${arrive === 1 || total === 1 ? 'sends' : 'send'} audit logs now.`,
      strong: true,
    },
    { text: ' ' },
  ]
  for (const [place, health] of troubles.entries()) {
    if (place > 0) parts.push({ text: ', ' })
    parts.push({ text: `${count(byHealth[health])} ${wrong[health]}`, health })
  }
  if (troubles.length > 0) parts.push({ text: '. ' })
  const lines =
    rejects === 0
      ? 'No line was rejected'
      : `${plural(rejects, 'line')} ${rejects === 1 ? 'was' : 'were'} rejected`
  parts.push({
    text: `${rate(eventsPerSecond)} events/s in the last minutes. ${lines} in this window.${files}`,
  })
  return parts
}
