// One look at one source without storing anything, within a minute. Whatever its collector throws or hangs
// on is an answer: a check that failed, with words.
import type { CollectionKind, Trouble } from '../domain/model/collection.ts'
import type { SourceDefinition } from '../domain/model/source-definition.ts'
import { CollectionFailure, type CollectionTest, type Collector } from './collection.ts'
import type { DesiredSource } from './supervisor/desired.ts'

export const testWithinMs = 60_000

export interface TestOptions {
  readonly collectors: ReadonlyMap<CollectionKind, Collector<SourceDefinition>>
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined
  readonly onMistake: (error: unknown) => void
  /** Shorter for tests. */
  readonly withinMs?: number
}

/** Rejects only when `signal` aborts. */
export async function testSource(
  { kind, plan }: Pick<DesiredSource, 'kind' | 'plan'>,
  { collectors, signal, onMistake, withinMs = testWithinMs }: TestOptions,
): Promise<CollectionTest> {
  if ('trouble' in plan) return failed('Its definition', plan.trouble)
  const collector = collectors.get(kind)
  if (collector === undefined) {
    return failed('Its kind', { says: `This release cannot read sources of the kind ${kind}.`, steps: [] })
  }
  const late = AbortSignal.timeout(withinMs)
  const ended = signal === undefined ? late : AbortSignal.any([late, signal])
  try {
    return await untilEnded(async () => collector.test(plan.definition, ended), ended)
  } catch (error) {
    if (signal?.aborted) throw error
    if (late.aborted) {
      return failed('The test', { says: `There was no answer within ${withinMs / 1_000} s.`, steps: [] })
    }
    if (error instanceof CollectionFailure) return failed('The test', error.trouble)
    onMistake(error)
    return failed('The test', { says: 'It failed in a way that was not foreseen.', steps: [] })
  }
}

const failed = (what: string, { says, steps }: Pick<Trouble, 'says' | 'steps'>): CollectionTest => ({
  checks: [{ what, ok: false, says, grant: steps.length === 0 ? null : steps.join('\n') }],
  clockSkewMs: null,
})

/** Rejects when `signal` ends first, whether the work notices or not. */
function untilEnded<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work().then(resolve, reject)
  })
}
