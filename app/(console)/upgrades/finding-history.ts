// What became of a finding, as one list: opened, changed, closed, accepted, no longer accepted; newest first. What has
// not happened yet is not in it. Words only.
import { day } from '../../../components/format/time.ts'
import type { RouterOutputs } from '../../../server/root.ts'
import { statusWords } from './words.ts'

export type WholeFinding = RouterOutputs['upgrades']['finding']

export interface HistoryLine {
  readonly at: Date
  readonly says: string
}

const plainEnd = (text: string): string => text.replace(/\.$/, '')

export function historyOf({ history, waivers, now }: WholeFinding): HistoryLine[] {
  const events = history.map(({ at, kind, before, after }) => ({
    at,
    says: {
      opened: `Opened as ${statusWords[after].toLowerCase()}`,
      changed: `Changed from ${statusWords[before].toLowerCase()} to ${statusWords[after].toLowerCase()}`,
      closed: 'Closed',
    }[kind],
  }))
  const accepted = waivers.flatMap(({ reason, author, createdAt, expiresAt, endedAt, endedBy }) => {
    const until = day(expiresAt, createdAt.getUTCFullYear())
    const lines = [{ at: createdAt, says: `Accepted until ${until} by ${author}: ${plainEnd(reason)}` }]
    if (endedAt !== null)
      lines.push({ at: endedAt, says: `No longer accepted, ended by ${endedBy ?? 'nobody'}` })
    else if (expiresAt <= now) lines.push({ at: expiresAt, says: 'No longer accepted: its day came' })
    return lines
  })
  return [...events, ...accepted].sort((one, other) => other.at.getTime() - one.at.getTime())
}
