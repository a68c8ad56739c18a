// What fix cards count with and how they write it: how often each client asks, which seats a LIST takes.
import type { RequestPattern, TalkerSample } from './request-pattern.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Three figures below 100, whole above: 4.444 → "4.44", 2000 → "2,000". */
export function figure(value: number): string {
  return value >= 99.95 ? whole.format(value) : String(Number(value.toPrecision(3)))
}

/** "60 s", "4 min" */
export const interval = (seconds: number): string =>
  seconds < 120 ? `${figure(seconds)} s` : `${figure(seconds / 60)} min`

export const perSecond = ({ requests }: RequestPattern, { seconds }: TalkerSample): number =>
  requests / seconds

/** Seconds between two requests of one client, on average. */
export const everySeconds = (pattern: RequestPattern, sample: TalkerSample): number =>
  pattern.clients / perSecond(pattern, sample)

/** "LIST pods" */
export const callText = ({ verb, resource }: RequestPattern): string => `${verb.toUpperCase()} ${resource}`

/** Named wherever seats are computed. */
export const seatSource =
  'Kubernetes API Priority and Fairness, list_work_estimator.go: 1 to 10 seats a LIST, by the number or the size of its objects'

export interface Seats {
  readonly each: number
  readonly assumption: string
}

/** Seats of one request, the same that rank it on API traffic; one where all were throttled and none took any. */
export function seatsOf({ verb, resource, seatsEach, isSeatsLeast }: RequestPattern): Seats {
  if (verb !== 'list') return { each: 1, assumption: 'One seat for a request that is no LIST.' }
  const each = seatsEach ?? 1
  const seats = `${figure(each)} ${each === 1 ? 'seat' : 'seats'}`
  return isSeatsLeast || seatsEach === null
    ? { each, assumption: `At least ${seats}: how many ${resource} a LIST reads was not counted then.` }
    : { each, assumption: `${seats} a LIST, estimated by the ${resource} that were stored then.` }
}

/** Seats held on average, as one step; `rateOf` says which requests come so often: "answered". */
export function heldText(pattern: RequestPattern, rate: number, rateOf = ''): string | null {
  const { heldSecondsEach } = pattern
  if (heldSecondsEach === null) return null
  const { each } = seatsOf(pattern)
  const often = `${figure(rate)}/s${rateOf === '' ? '' : ` ${rateOf}`}`
  return `${often} × ${figure(each)} ${each === 1 ? 'seat' : 'seats'} × ${figure(heldSecondsEach)} s = ${figure(rate * each * heldSecondsEach)} seats held on average`
}

export interface Held {
  readonly seats: number
  readonly text: string
}

/** As it is: whoever was throttled held none. Null where no answer tells how long they are held. */
export function heldNow(pattern: RequestPattern, { seconds }: TalkerSample): Held | null {
  const { requests, throttled, heldSecondsEach } = pattern
  const rate = (requests - throttled) / seconds
  const text = heldText(pattern, rate, throttled > 0 ? 'answered' : '')
  if (heldSecondsEach === null || text === null) return null
  return { seats: rate * seatsOf(pattern).each * heldSecondsEach, text }
}

/** What seats held are worked out from. */
export const heldAssumptions = (pattern: RequestPattern): readonly string[] => [
  seatsOf(pattern).assumption,
  ...(pattern.heldSecondsEach === null
    ? []
    : [
        'Seats are held for as long as an answer takes, less its wait in a queue where the audit log tells that: of more than 500 ms, since 1.31.',
      ]),
]
