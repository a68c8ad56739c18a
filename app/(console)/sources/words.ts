// What health, ways in and tokens are called on this screen, with the tone each is drawn in.
import { plural } from '../../../components/format/number.ts'
import { clockTime, day, fullInstant } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { Skipped } from '../../../domain/model/intake.ts'
import type { SourceHealth } from '../../../domain/model/source.ts'

export const healthTones: Record<SourceHealth, Tone> = {
  refused: 'crit',
  unread: 'crit',
  stale: 'stale',
  slowed: 'warn',
  rejecting: 'warn',
  ahead: 'warn',
  silent: 'unk',
  receiving: 'ok',
}

export const healthNames: Record<SourceHealth, string> = {
  refused: 'Refused',
  unread: 'Not read',
  stale: 'Stale',
  slowed: 'Slowed',
  rejecting: 'Rejecting',
  ahead: 'Clock ahead',
  silent: 'No data',
  receiving: 'Receiving',
}

const wayNames: Readonly<Record<string, string>> = {
  'audit-file': 'Followed file',
  'audit-log': 'Webhook or lines',
  firehose: 'Firehose',
}

export const wayName = (way: string): string => wayNames[way] ?? way

const skippedNames: Readonly<Record<string, readonly [string, string]>> = {
  control_message: ['control message of CloudWatch', 'control messages of CloudWatch'],
  other_stream: ['log event of another stream', 'log events of other streams'],
}

/** "12 log events of other streams, 1 control message of CloudWatch"; empty when nothing was left out. */
export function skippedText(skipped: readonly Skipped[]): string {
  return skipped.map(({ kind, count }) => plural(count, ...(skippedNames[kind] ?? [kind, kind]))).join(', ')
}

export interface TokenLife {
  readonly revokedAt: Date | null
  readonly expiresAt: Date | null
  readonly replacedBy: string | null
}

export interface TokenState {
  readonly tone: Tone
  readonly name: string
  readonly title: string
  /** True while it lets anybody in. */
  readonly works: boolean
}

/** An end further away is told by its day. */
const farMs = 14 * 86_400_000

export function tokenState({ revokedAt, expiresAt, replacedBy }: TokenLife, now: Date): TokenState {
  if (revokedAt !== null) {
    return { tone: 'unk', name: 'Revoked', title: `Revoked ${fullInstant(revokedAt)}`, works: false }
  }
  if (expiresAt !== null && expiresAt <= now) {
    return { tone: 'unk', name: 'Ended', title: `Ended ${fullInstant(expiresAt)}`, works: false }
  }
  if (expiresAt === null)
    return { tone: 'ok', name: 'Valid', title: 'Works until it is revoked', works: true }
  const title = `Works until ${fullInstant(expiresAt)}`
  const isFar = expiresAt.getTime() - now.getTime() > farMs
  const end = `${day(expiresAt, now.getUTCFullYear())}${isFar ? '' : ` ${clockTime(expiresAt)}`}`
  if (replacedBy === null) return { tone: 'ok', name: `Until ${end}`, title, works: true }
  return { tone: 'warn', name: `Rotated, until ${end}`, title, works: true }
}
