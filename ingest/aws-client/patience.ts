// One call to AWS, made with patience: in its turn, not too many at once, again where trying again helps,
// with a new session when the old one ended. What helps no more is an AwsFailure.

import type { AwsAction } from './closed-list.ts'
import type { Gate } from './crowd.ts'
import { type AwsFailure, awsFailure } from './failure.ts'
import type { Pace } from './pace.ts'
import type { ProcessTime } from './process-time.ts'
import type { AwsTuning } from './tuning.ts'

export interface Patience {
  readonly pace: Pace
  /** From the narrow to the wide: of the region, of the source. */
  readonly gates: readonly Pick<Gate, 'run'>[]
  readonly time: ProcessTime
  readonly tuning: Pick<AwsTuning, 'throttledTries' | 'faultyTries'>
  readonly signal: AbortSignal
  /** Adds one to what this source counts. */
  count(name: string): void
}

const firstRestMs = 250

export interface Attempt<Means, Answer> {
  /** What the call is made with, as valid as can be; may itself call AWS. */
  prepare(): Promise<Means>
  attempt(means: Means): Promise<Answer>
  /** After AWS said that the session of these ended. */
  renew(means: Means): Promise<void>
}

export async function patiently<Means, Answer>(
  action: AwsAction,
  patience: Patience,
  { prepare, attempt, renew }: Attempt<Means, Answer>,
): Promise<Answer> {
  const tried: Tried = { throttled: 0, faulty: 0, renewed: 0 }
  for (;;) {
    await patience.pace.turn(patience.signal)
    let means: Means | undefined
    try {
      const ready = await prepare()
      means = ready
      const answer = await through(patience.gates, () => {
        patience.count('calls')
        return attempt(ready)
      })
      patience.pace.succeeded()
      return answer
    } catch (error) {
      patience.signal.throwIfAborted()
      const failure = awsFailure(action, error)
      // That of another action was tried with patience of its own.
      if (failure.action !== action || !(await isWorthAnother(failure, tried, patience))) throw failure
      if (failure.remedy === 'new-session' && means !== undefined) await renewed(action, renew(means))
    }
  }
}

async function renewed(action: AwsAction, renewal: Promise<void>): Promise<void> {
  try {
    await renewal
  } catch (error) {
    throw awsFailure(action, error)
  }
}

interface Tried {
  throttled: number
  faulty: number
  renewed: number
}

async function isWorthAnother(failure: AwsFailure, tried: Tried, patience: Patience): Promise<boolean> {
  const { pace, time, tuning, signal, count } = patience
  switch (failure.remedy) {
    case 'slow-down':
      count('throttled')
      pace.throttled(failure.retryAfterMs)
      tried.throttled += 1
      return tried.throttled < tuning.throttledTries
    case 'new-session':
      tried.renewed += 1
      return tried.renewed < tuning.faultyTries
    case 'again':
      tried.faulty += 1
      if (tried.faulty >= tuning.faultyTries) return false
      count('retries')
      await time.sleep((0.5 + time.random()) * firstRestMs * 2 ** tried.faulty, signal)
      return true
    case 'none':
      return false
  }
}

function through<Answer>(gates: readonly Pick<Gate, 'run'>[], work: () => Promise<Answer>): Promise<Answer> {
  const [gate, ...wider] = gates
  return gate === undefined ? work() : gate.run(() => through(wider, work))
}
