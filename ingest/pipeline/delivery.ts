// What happens to one delivery: unwrapped within the limits of a body, then cluster by cluster what its
// sender's token allows. What may be stored is stored even when another cluster of it may not, because a
// refused delivery comes again whole. Knows no source by name and no HTTP.
import type { IncomingHttpHeaders } from 'node:http'
import type { DeliverySource, Parcel, Unwrapped } from '../source.ts'
import type { Budget } from './budget.ts'
import { type Answer, bodyKey, type IntakeOptions, keepRejects, newBodyId, takeBundle } from './intake.ts'
import type { Outcome } from './known-bodies.ts'
import type { IngestLimits } from './limits.ts'
import type { Verdict } from './receiver.ts'
import { Refusal } from './refusal.ts'
import { LeasedRoom } from './room.ts'
import type { Slabs } from './slabs.ts'

export interface DeliveryOptions extends IntakeOptions {
  readonly source: DeliverySource
  readonly budget: Budget
  readonly slabs: Slabs
  readonly limits: Pick<IngestLimits, 'bodyBytes'>
}

/** Where rejects are kept of which nobody can tell whose they are. */
const nobodysCluster = ''

/**
 * Resolves when all of it is durable. Throws Refusal (403) when a cluster in it is not the sender's, after
 * storing the others; Unavailable when the store is away.
 */
export async function takeDelivery(
  options: DeliveryOptions,
  body: Buffer,
  headers: IncomingHttpHeaders,
  authorize: (clusterId: string) => Promise<Verdict>,
): Promise<Answer> {
  const lease = options.budget.lease()
  const room = new LeasedRoom(lease, options.slabs, options.limits)
  let isDone = false
  try {
    await options.pause()
    const unwrapped = await options.source.unwrap(body, headers, room, options.pause)
    const answer = await storeAll(options, unwrapped, authorize)
    // After a failure a part of it may still be on its way to the store.
    isDone = true
    return answer
  } finally {
    lease.release()
    if (isDone) room.giveBack()
  }
}

async function storeAll(
  options: DeliveryOptions,
  unwrapped: Unwrapped,
  authorize: (clusterId: string) => Promise<Verdict>,
): Promise<Answer> {
  const { key, bytes, parcels } = unwrapped
  const refused: Refusal[] = []
  const allowed: Parcel[] = []
  for (const parcel of parcels) {
    const verdict = await authorize(parcel.clusterId)
    if (verdict.ok) allowed.push(parcel)
    else refused.push(new Refusal(verdict.status, verdict.reason, {}, verdict.token ?? null))
  }
  const taking = allowed.map(({ clusterId, split }) =>
    takeBundle(options, { clusterId, hash: key, bytes, split }),
  )
  // All of them, before anybody is told: their bytes lie in one room.
  const results = await Promise.allSettled(taking)
  for (const result of results) if (result.status === 'rejected') throw result.reason
  const answers = await Promise.all([...taking, takeRest(options, unwrapped)])
  const first = refused[0]
  if (first !== undefined) throw first
  const sum = (of: 'accepted' | 'duplicates' | 'rejected'): number =>
    answers.reduce((total, answer) => total + answer[of], 0)
  return {
    accepted: sum('accepted'),
    duplicates: sum('duplicates'),
    rejected: sum('rejected'),
    errors: answers.flatMap((answer) => answer.errors),
  }
}

/** What is nobody's, or was left out: kept and counted, once for each delivery. */
async function takeRest(options: DeliveryOptions, unwrapped: Unwrapped): Promise<Answer> {
  const { key, strays, skipped } = unwrapped
  const { bad, badCount } = strays
  const take = async (): Promise<Outcome> => {
    await keepRejects(options.source, nobodysCluster, newBodyId(), bad)
    options.counters.countRejects(bad, badCount - bad.length)
    options.counters.countSkipped(skipped)
    return { accepted: 0, rejected: badCount, errors: bad, isLasting: true }
  }
  const nothing = { accepted: 0, rejected: 0, errors: [] }
  const isEmpty = badCount === 0 && skipped.size === 0
  const { rejected, errors } = isEmpty
    ? nothing
    : (await options.known.once(bodyKey(nobodysCluster, key), take)).outcome
  return { accepted: 0, duplicates: 0, rejected, errors }
}
