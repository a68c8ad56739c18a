// Raw audit events of three clusters, as their API servers post them to whoever takes them: the demo's own server, by
// its public door and with its own token. Of all other clusters it knows what their sources tell.
import { eksClusterId } from '../../domain/model/cluster-id.ts'
import type { AuditTarget } from '../../simulator/main.ts'
import type { Fleet } from './fleet.ts'

/** Small enough for a laptop: some 45 events a second in all. One of them calls what its next version does not serve. */
const audited = ['stream-use1-c2', 'svc-ads-euw1', 'svc-sec-use1']
/** So that there is something to see from the beginning. */
const backMs = 3_600_000
/** Sooner than API servers do, who wait half a minute. */
const waitMs = 5_000

export interface Taker {
  /** Of the server, with its base path. */
  readonly url: string
  readonly token: string
}

export const auditTargets = (
  { clusters }: Pick<Fleet, 'clusters'>,
  { url, token }: Taker,
): readonly AuditTarget[] =>
  clusters
    .filter(({ name }) => audited.includes(name))
    .map(({ name, accountId, region }) => ({
      cluster: name,
      form: 'webhook',
      url: `${url}/api/ingest/v1/clusters/${eksClusterId({ name, region, accountId })}/audit`,
      token,
      waitMs,
    }))

/** From an hour ago, and on as time goes. */
export const sendAudit = (
  fleet: Pick<Fleet, 'clusters' | 'follow'>,
  taker: Taker,
  nowMs: number,
): Promise<void> => fleet.follow(auditTargets(fleet, taker), new Date(nowMs - backMs))
