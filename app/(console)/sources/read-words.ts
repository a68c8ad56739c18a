// What states, kinds and counts of sources that are read are called on this screen, and one sentence of how
// a source stands: what still works, what does not. Pure.
import { count, duration, plural } from '../../../components/format/number.ts'
import { fullInstant } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { ReadState } from '../../../domain/model/collection-state.ts'

export const readNames: Readonly<Record<ReadState, string>> = {
  failing: 'Failing',
  stale: 'Stale',
  partly: 'In part',
  stopped: 'Stopped',
  spare: 'Spare',
  waiting: 'Waiting',
  starting: 'First reading',
  reading: 'Reading',
}

export const readTones: Readonly<Record<ReadState, Tone>> = {
  failing: 'crit',
  stale: 'stale',
  partly: 'warn',
  stopped: 'unk',
  spare: 'warn',
  waiting: 'unk',
  starting: 'info',
  reading: 'ok',
}

const kindNames: Readonly<Record<string, string>> = {
  'eks-api': 'AWS accounts',
  'kube-api': 'Kubernetes API',
  prometheus: 'Prometheus',
}
export const kindName = (kind: string): string => kindNames[kind] ?? kind

/** What reading may ask for, and nothing else. */
export const limitsOf = (kind: string): string =>
  kind === 'eks-api'
    ? 'Reading uses the actions of the IAM policy under Read AWS accounts, and nothing else.'
    : kind === 'prometheus'
      ? 'Reading uses range queries of control-plane series, and nothing else.'
      : 'Reading uses get, list and watch, and nothing else.'

const originNames: Readonly<Record<string, string>> = {
  environment: 'PERIPLUS_KUBE_CONTEXTS',
  file: 'periplus.yaml',
  page: 'this page',
}
export const originName = (origin: string | null): string =>
  origin === null ? 'another worker’s periplus.yaml' : (originNames[origin] ?? origin)

export interface Stand {
  readonly state: ReadState
  readonly asOf: Date | null
  readonly nextTryAt: Date | null
  readonly intervalMs: number | null
  readonly troubles: readonly { readonly subject: string }[]
}

/** How old its data is; "ahead" when its clock is. */
export function ageText(asOf: Date | null, now: Date): string {
  if (asOf === null) return 'nothing yet'
  const ms = now.getTime() - asOf.getTime()
  return ms < 0 ? `${duration(-ms)} ahead` : duration(ms)
}

const kept = (asOf: Date | null): string =>
  asOf === null
    ? 'Nothing of it was read yet.'
    : `What was read until ${fullInstant(asOf)} is still shown, as of then.`

/** One or two sentences. */
export function standText({ state, asOf, nextTryAt, intervalMs, troubles }: Stand, now: Date): string {
  switch (state) {
    case 'failing': {
      const waitMs = nextTryAt === null ? null : nextTryAt.getTime() - now.getTime()
      const next =
        waitMs === null
          ? 'It is not tried until its definition changes.'
          : `It is tried again ${waitMs <= 0 ? 'now' : `in ${duration(waitMs)}`}.`
      return `It cannot be read. ${kept(asOf)} ${next}`
    }
    case 'stale':
      return `It was not brought up to date for more than ${duration(3 * (intervalMs ?? 0))}. ${kept(asOf)}`
    case 'partly':
      return `It is read, with ${plural(troubles.length, 'thing')} to mend; all the rest is up to date.`
    case 'stopped':
      return `Nobody reads it: its worker has stopped. ${kept(asOf)}`
    case 'spare':
      return 'Another source reads its cluster. This one takes over within a minute when that one cannot.'
    case 'waiting':
      return `It waits for a worker or for its turn: a few sources are begun at a time. ${kept(asOf)}`
    case 'starting':
      return 'Everything is being read for the first time; large clusters take a minute or two.'
    case 'reading':
      return 'It is read and up to date.'
  }
}

/** What says most first. */
const countNames: Readonly<Record<string, readonly [one: string, many: string]>> = {
  objects: ['object', 'objects'],
  changes: ['change', 'changes'],
  calls: ['call', 'calls'],
  pages: ['page', 'pages'],
  frames: ['frame', 'frames'],
  relists: ['list read again', 'lists read again'],
  throttled: ['call throttled', 'calls throttled'],
}
const countOrder = Object.keys(countNames)
const orderOf = (name: string): number => {
  const at = countOrder.indexOf(name)
  return at < 0 ? countOrder.length : at
}

/** "12,034 objects, 523 calls"; "" for nothing. */
export function countsText(counts: Readonly<Record<string, number>>, most = 10): string {
  return Object.entries(counts)
    .filter(([, value]) => value > 0)
    .sort(([left], [right]) => orderOf(left) - orderOf(right))
    .slice(0, most)
    .map(([name, value]) => {
      const [one, many] = countNames[name] ?? [name, name]
      return `${count(value)} ${value === 1 ? one : many}`
    })
    .join(', ')
}

/** "Give it this:\n{…}" → what is said and what is to be copied. */
export function partsOfStep(step: string): { readonly says: string; readonly code: string | null } {
  const [says = '', ...code] = step.split('\n')
  return { says, code: code.length === 0 ? null : code.join('\n') }
}

/** `ids` in the order of `before`; those that are new at the end. */
export function inOrder(ids: readonly string[], before: readonly string[]): string[] {
  const present = new Set(ids)
  const known = before.filter((id) => present.has(id))
  const old = new Set(known)
  return [...known, ...ids.filter((id) => !old.has(id))]
}
