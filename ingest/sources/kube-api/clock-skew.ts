// How far the API server's clock is from ours, out of the Date of its answers. Told always; a trouble only
// when it is so far that times of changes and of tokens can no longer be believed.
import type { CollectorTools } from '../../collection.ts'

const mostMs = 30_000
const subject = 'clock'

/** The Date of an answer has whole seconds: on average half of one has passed. */
export const skewOf = (serverMs: number, oursMs: number): number => serverMs + 500 - oursMs

export const isSkewed = (ms: number): boolean => Math.abs(ms) > mostMs

/** "90 s", "25 min", "31 h", "311 d": in whole units, two digits or more of them. */
function spanOf(ms: number): string {
  const seconds = Math.abs(ms) / 1_000
  if (seconds < 600) return `${Math.round(seconds)} s`
  if (seconds < 36_000) return `${Math.round(seconds / 60)} min`
  return seconds < 864_000 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}

export const skewWords = (ms: number): string =>
  `The clock of the API server is ${spanOf(ms)} ${ms > 0 ? 'ahead of' : 'behind'} ours`

export const skewStep =
  'Synchronise both clocks (NTP, chrony); until then times of changes are wrong by that much and tokens may be refused.'

export class SkewWatch {
  readonly #tools: Pick<CollectorTools, 'clock' | 'report'>
  #isTold = false

  constructor(tools: Pick<CollectorTools, 'clock' | 'report'>) {
    this.#tools = tools
  }

  note(serverMs: number): void {
    const { clock, report } = this.#tools
    const ms = skewOf(serverMs, clock.now().getTime())
    report.clockSkew(ms)
    if (isSkewed(ms)) report.trouble({ kind: 'clock', says: skewWords(ms), steps: [skewStep], subject })
    else if (this.#isTold) report.clear(subject)
    this.#isTold = isSkewed(ms)
  }
}
