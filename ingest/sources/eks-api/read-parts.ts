// What a cluster is made of, kind by kind: listed, and described where the list does not say enough and what
// is remembered may have changed. A kind is told only when all of it is known.
import type { PartKind } from '../../../domain/model/cluster-part.ts'
import { forEachOf } from '../../aws-client/crowd.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import type { FactsOf, Listed, PartRule } from './part-rules.ts'
import type { EksTuning } from './tuning.ts'

interface Remembered {
  readonly facts: unknown
  readonly mark: string
  readonly readAtMs: number
  readonly isSettled: boolean
}

/** What was read of one cluster and kind; kept between rounds, so that what did not change costs a list only. */
class KindMemory {
  dueAtMs = 0
  readonly items = new Map<string, Remembered>()
}

export class PartsMemory {
  readonly #kinds = new Map<PartKind, KindMemory>()

  of(kind: PartKind): KindMemory {
    const known = this.#kinds.get(kind) ?? new KindMemory()
    this.#kinds.set(kind, known)
    return known
  }

  /** Something changed: everything is read again. */
  forget(kinds: readonly PartKind[]): void {
    for (const kind of kinds) this.#kinds.delete(kind)
  }
}

export interface PartsReading {
  readonly place: Place
  readonly clusterName: string
  readonly memory: PartsMemory
  readonly time: ProcessTime
  readonly tuning: Pick<EksTuning, 'describesAtOnce'>
}

/** All parts of the kind by name; null when its turn has not come. */
export async function readParts<Kind extends PartKind>(
  rule: PartRule<Kind>,
  reading: PartsReading,
): Promise<Map<string, FactsOf<Kind>> | null> {
  const { memory, time, place, clusterName } = reading
  const kept = memory.of(rule.kind)
  if (time.nowMs() < kept.dueAtMs) return null
  const listed = (await rule.list(place, clusterName)).slice(0, rule.most)
  await forEachOf(listed, reading.tuning.describesAtOnce, (item) => remember(rule, item, reading))
  const names = new Set(listed.map(({ name }) => name))
  for (const name of kept.items.keys()) if (!names.has(name)) kept.items.delete(name)
  // Spread, so that clusters first read together are not read together for ever.
  kept.dueAtMs = rule.everyMs === 0 ? 0 : time.nowMs() + rule.everyMs * (0.8 + 0.4 * time.random())
  return new Map([...kept.items].map(([name, { facts }]) => [name, facts as FactsOf<Kind>]))
}

async function remember<Kind extends PartKind>(
  rule: PartRule<Kind>,
  item: Listed,
  { memory, time, place, clusterName }: PartsReading,
): Promise<void> {
  const { items } = memory.of(rule.kind)
  const known = items.get(item.name)
  const nowMs = time.nowMs()
  const isCurrent =
    known?.isSettled && known.mark === item.mark && nowMs - known.readAtMs < rule.describeEveryMs
  if (isCurrent) return
  try {
    const facts = await rule.describe(place, clusterName, item, known !== undefined)
    const isSettled = rule.isSettled(facts)
    items.set(item.name, { facts, mark: item.mark, readAtMs: nowMs, isSettled })
  } catch (error) {
    // It went between the list and now.
    if (!(error instanceof AwsFailure && error.kind === 'not-found')) throw error
    items.delete(item.name)
  }
}
