// Upgrades of control planes, as scenarios plan them.
import { editsOf, type Scenario } from './scenario.ts'

export interface Upgrade {
  readonly startMs: number
  /** What it changed is seen from the next millisecond on. */
  readonly endMs: number
  /** 1.<minor> */
  readonly to: number
  readonly failure?: { readonly code: string; readonly message: string }
}

/** Of one cluster, in the order of their times. */
export const upgradesOf = (
  scenarios: readonly Scenario[],
  cluster: string,
  epochMs: number,
): readonly Upgrade[] =>
  editsOf(scenarios, 'version.upgrade')
    .filter((edit) => edit.cluster === cluster)
    .map(({ at, forMs, to, failure }) => ({
      startMs: epochMs + at,
      endMs: epochMs + at + forMs,
      to,
      ...(failure === undefined ? {} : { failure }),
    }))
    .sort((a, b) => a.startMs - b.startMs)
