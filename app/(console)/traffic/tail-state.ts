// What a reader of the live tail has before him: the newest requests, how fast they come, how many are not shown. Pure;
// holds a few hundred rows however many come.
import type { TailStep } from '../../../domain/model/tail.ts'
import type { ApiRequest } from '../../../domain/model/talker.ts'

/** Most rows that are kept. */
export const tailRowsMost = 300
/** Steps that the rate is worked out over. */
const rateSteps = 10

export interface TailState {
  readonly rows: readonly ApiRequest[]
  /** Those that came while it was paused, newest first. */
  readonly held: readonly ApiRequest[]
  /** How many came while it was paused, shown or not. */
  readonly heldCount: number
  readonly isPaused: boolean
  /** Null until two steps were told. */
  readonly perSecond: number | null
  /** Since it was opened. */
  readonly arrived: number
  readonly notShown: number
  /** What came while the line was cut. */
  readonly missed: number
  /** Requests of before are not live. */
  readonly since: Date | null
  readonly line: 'connecting' | 'open' | 'failed'
  readonly problem: string | null
  readonly recent: readonly { readonly atMs: number; readonly arrived: number }[]
}

export const noTail: TailState = {
  ...{
    rows: [],
    held: [],
    heldCount: 0,
    isPaused: false,
    perSecond: null,
    arrived: 0,
    notShown: 0,
    missed: 0,
  },
  ...{ since: null, line: 'connecting', problem: null, recent: [] },
}

export type TailAction =
  | { readonly kind: 'step'; readonly step: TailStep; readonly atMs: number }
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'line'; readonly line: TailState['line']; readonly problem: string | null }

export const requestKey = ({ clusterId, auditId, receivedAt }: ApiRequest): string =>
  `${clusterId} ${auditId} ${receivedAt.getTime()}`

/** A line that was cut tells some requests twice. */
function newestOf(newer: readonly ApiRequest[], older: readonly ApiRequest[]): ApiRequest[] {
  const seen = new Set<string>()
  const isNew = (request: ApiRequest) => {
    const key = requestKey(request)
    return !seen.has(key) && seen.add(key) !== undefined
  }
  return [...newer, ...older].filter(isNew).slice(0, tailRowsMost)
}

function rateOf(recent: TailState['recent']): number | null {
  const [first, ...rest] = recent
  const last = rest.at(-1)
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return null
  return (rest.reduce((sum, { arrived }) => sum + arrived, 0) * 1_000) / (last.atMs - first.atMs)
}

function stepped(state: TailState, step: TailStep, atMs: number): TailState {
  // The first step of a line says what stands there, so nothing of before it can be told by the second.
  const recent = [...(step.isFirst ? [] : state.recent), { atMs, arrived: step.arrived }].slice(
    -rateSteps - 1,
  )
  const shown = state.isPaused
    ? { held: newestOf(step.rows, state.held), heldCount: state.heldCount + step.arrived }
    : { rows: newestOf(step.rows, state.rows) }
  return {
    ...{
      ...state,
      ...shown,
      recent,
      perSecond: rateOf(recent),
      since: step.since,
      line: 'open',
      problem: null,
    },
    arrived: state.arrived + step.arrived,
    notShown: state.notShown + step.notShown,
    missed: state.missed + (step.missed ?? 0),
  }
}

export function tailState(state: TailState, action: TailAction): TailState {
  if (action.kind === 'step') return stepped(state, action.step, action.atMs)
  if (action.kind === 'line') return { ...state, line: action.line, problem: action.problem }
  if (action.kind === 'pause') return { ...state, isPaused: true }
  const rows = newestOf(state.held, state.rows)
  return { ...state, rows, held: [], heldCount: 0, isPaused: false }
}
