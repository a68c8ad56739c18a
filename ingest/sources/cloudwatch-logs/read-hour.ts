// One hour of one cluster: searched for its talkers and for its total, held against each other, stored whole or not at
// all. What was looked through in vain is recorded too.
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Identified, LogHours } from '../../collection.ts'
import { hourRows, NotWhole, requestsIn } from './answers.ts'
import type { DueHour } from './hours.ts'
import { talkerStatement, totalStatement } from './query.ts'
import { type SearchEnd, SearchFailure, type Searching, search } from './search.ts'

/**
 * "empty": the audit log has no event of it. "same": read before, and nothing came in since. "conflict": events were
 * found, and two clusters claim them. "moved": stored for a cluster of another id than the one asked about.
 */
export interface HourOutcome {
  readonly kind: 'whole' | 'moved' | 'same' | 'empty' | 'failed' | 'conflict'
  readonly bytes: number
  readonly searches: number
  readonly says: string
}

export interface HourAsk extends DueHour {
  readonly clusterName: string
  readonly clusterId: ClusterId
  /** Makes the cluster known: there is something to store of it. */
  found(): Promise<Identified>
}

/** Throws AwsFailure for a call that failed. */
export async function readHour(
  searching: Searching,
  ask: HourAsk,
  logHours: Pick<LogHours, 'put' | 'scanned'>,
): Promise<HourOutcome> {
  const { clusterName, clusterId, hour, before } = ask
  let bytes = 0
  let searches = 0
  const looked = async (statement: string): Promise<SearchEnd> => {
    searches += 1
    const end = await search(searching, { clusterName, hour, statement })
    bytes += end.bytes
    return end
  }
  const inVain = async (kind: HourOutcome['kind'], says = ''): Promise<HourOutcome> => {
    if (bytes > 0) await logHours.scanned({ clusterId, hour, bytesScanned: bytes })
    return { kind, bytes, searches, says }
  }
  try {
    // The total of one that was read says whether more came in.
    if (before !== null) {
      const { rows } = await looked(totalStatement(hour))
      if (requestsIn(rows) === before.requests) return await inVain('same')
    }
    const talkers = await looked(talkerStatement(hour))
    if (talkers.rows.length === 0) return await inVain('empty')
    const total = await looked(totalStatement(hour))
    const rows = hourRows(talkers.rows, total.rows)
    const identified = await ask.found()
    if (!identified.ok) return await inVain('conflict', identified.says)
    await logHours.put({ clusterId: identified.clusterId, hour, bytesScanned: bytes, rows })
    return { kind: identified.clusterId === clusterId ? 'whole' : 'moved', bytes, searches, says: '' }
  } catch (error) {
    if (error instanceof SearchFailure) bytes += error.bytes
    else if (!(error instanceof NotWhole)) throw error
    return await inVain('failed', error.message)
  }
}
