// How well a cluster's audit log comes in, judged from what was heard of it, and in words what to do.
// Judges only; it reads no clock and no store. The worst thing that is true names the health.
import type { ClusterId } from './cluster-id.ts'
import type { FollowedFile } from './followed-file.ts'
import { pushStaleAfterMs } from './freshness.ts'
import type { RefusedCalls } from './refused-calls.ts'

/** Worst first. */
export const sourceHealths = [
  'refused',
  'unread',
  'stale',
  'slowed',
  'rejecting',
  'ahead',
  'silent',
  'receiving',
] as const
export type SourceHealth = (typeof sourceHealths)[number]

export interface SourceFacts {
  readonly now: Date
  readonly clusterId: ClusterId
  /** Newest event by its own time; null when there never was one. */
  readonly newest: Date | null
  /** When something was last taken; null when not known. */
  readonly lastHeardAt: Date | null
  /** Lines rejected within `lateMs`. */
  readonly recentRejects: number
  /** The latest calls for this cluster that were not taken, newest first. */
  readonly refused: readonly RefusedCalls[]
  /** Files of this machine that are followed for this cluster. */
  readonly followed: readonly FollowedFile[]
}

/** What happened within this is "lately". */
export const lateMs = 15 * 60_000
/** Clocks of senders may run ahead by this much before it is worth a word. */
const aheadMs = 60_000

/** Statuses that a sender mends by trying again. */
const passing = (status: number): boolean => status === 429 || status === 503

function refusedLately({ now, lastHeardAt, refused }: SourceFacts, again: boolean): RefusedCalls | undefined {
  const since = Math.max(now.getTime() - lateMs, (!again && lastHeardAt?.getTime()) || 0)
  return refused.find(({ status, lastAt }) => passing(status) === again && lastAt.getTime() >= since)
}

const unreadFile = ({ followed }: SourceFacts): FollowedFile | undefined =>
  followed.find(({ state }) => state === 'failing' || state === 'missing')
const pausedFile = ({ followed }: SourceFacts): FollowedFile | undefined =>
  followed.find(({ state }) => state === 'paused')

export function sourceHealth(facts: SourceFacts): SourceHealth {
  const { now, newest, recentRejects } = facts
  if (refusedLately(facts, false) !== undefined) return 'refused'
  if (unreadFile(facts) !== undefined) return 'unread'
  const lagMs = newest === null ? 0 : now.getTime() - newest.getTime()
  if (lagMs > pushStaleAfterMs) return 'stale'
  if (refusedLately(facts, true) !== undefined || pausedFile(facts) !== undefined) return 'slowed'
  if (recentRejects > 0) return 'rejecting'
  if (lagMs < -aheadMs) return 'ahead'
  return newest === null ? 'silent' : 'receiving'
}

export interface SourceAdvice {
  /** One sentence: how it stands. */
  readonly says: string
  /** What to do, one step each; empty when there is nothing to do. */
  readonly steps: readonly string[]
}

/** What a sender has to change, by the status it is refused with. */
const mending: Readonly<Record<number, string>> = {
  400: 'Correct what the reason names: the cluster id or another part of the address, a body that is no audit.k8s.io/v1 events (one JSON object a line, or an EventList), or gzip that does not say Content-Encoding: gzip.',
  401: 'Give the sender a token that works: create or rotate one under Ingest tokens, then copy its configuration again.',
  403: 'Give the sender a token that is good for this cluster, or correct the cluster id in its address.',
  404: 'Correct the address: copy it again under Connect a cluster.',
  405: 'Send with POST, to the address that Connect a cluster shows.',
  413: 'Send smaller bodies: at most 64 MiB decompressed in one request; for Firehose buffer less, 1 MiB.',
  415: 'Send Content-Type: application/x-ndjson or application/json, plain or gzip.',
  421: 'Send to the address this page is open at, or name the Host the sender uses in PERIPLUS_ALLOWED_HOSTS.',
  429: 'The sender should try again after the seconds in Retry-After; kube-apiserver, Firehose and shippers do. If it lasts, this server is too small for what is sent.',
  503: 'The sender should try again after the seconds in Retry-After. If it lasts, look at /readyz and at the room left on the disk.',
}

export function mendingOf({ status, fromPage }: RefusedCalls): string {
  if (fromPage) return 'Nothing, unless the page is your own: pages in browsers may not send events.'
  return mending[status] ?? 'Read the reason and correct the sender.'
}

function refusalAdvice(call: RefusedCalls): SourceAdvice {
  const who = call.token === null ? '' : ` with the token “${call.token}”`
  return {
    says: `Somebody sends for this cluster${who} and is refused with ${call.status}: ${call.reason}.`,
    steps: [mendingOf(call)],
  }
}

function staleAdvice({ now, newest, lastHeardAt }: SourceFacts): SourceAdvice {
  if (lastHeardAt !== null && now.getTime() - lastHeardAt.getTime() <= pushStaleAfterMs) {
    return {
      says: `Bodies arrive, and the newest event in them is old: ${newest?.toISOString()}.`,
      steps: [
        'A sender that catches up and a file from the past need nothing: their requests count at their own time, which is when to look for them.',
        'Is it neither, set the clock of the API server by NTP.',
      ],
    }
  }
  return {
    says: 'Events came, and then stopped: the newest is more than 5 minutes old.',
    steps: [
      'See whether the API server or shipper still runs, and what its own log says about this address.',
      'Run the curl command under Connect a cluster on the sender’s machine: it tells a network that is closed from a sender that is silent.',
    ],
  }
}

function fileAdvice({ path, state, reason }: FollowedFile): SourceAdvice {
  const says = `The followed file ${path} is not read: ${reason}.`
  if (state === 'paused') return { says, steps: ['Make room; reading goes on by itself where it stopped.'] }
  return {
    says,
    steps: [
      state === 'missing'
        ? 'See whether kube-apiserver writes there (--audit-log-path), and whether the path in PERIPLUS_FOLLOW_AUDIT is the same.'
        : 'See whether the user this server runs as may read the file and its folder, and whether its stores answer.',
      'It is tried again by itself and goes on where it stopped; nothing that is still on disk is lost.',
    ],
  }
}

export function sourceAdvice(facts: SourceFacts): SourceAdvice {
  const refused = refusedLately(facts, false) ?? refusedLately(facts, true)
  const file = unreadFile(facts) ?? pausedFile(facts)
  switch (sourceHealth(facts)) {
    case 'refused':
    case 'unread':
    case 'slowed':
      if (refused !== undefined) return refusalAdvice(refused)
      if (file !== undefined) return fileAdvice(file)
      break
    case 'stale':
      return staleAdvice(facts)
    case 'rejecting':
      return {
        says: 'Events arrive, and some of their lines were rejected within the last 15 minutes.',
        steps: ['See the reasons under Rejected lines; the other lines of the same bodies are counted.'],
      }
    case 'ahead':
      return {
        says: 'Events arrive with times ahead of this server’s clock.',
        steps: ['Set the clocks of the API server and of this machine by NTP; 10 minutes ahead is refused.'],
      }
    case 'silent':
      return {
        says: 'Nothing has arrived for this cluster, and no call for it was refused lately.',
        steps: [
          'Check that the sender’s address names this cluster and that its network reaches this server.',
          'Run the curl command under Connect a cluster on the sender’s machine.',
        ],
      }
  }
  return { says: 'Events of this cluster arrive and are counted.', steps: [] }
}
