// Raw audit events of three clusters, as they reach whoever takes them: by a subscription of the cluster's log group and
// Firehose, as EKS has it, or by the webhook of an API server. The demo's own server takes them, by its public door.
import { eksClusterId } from '../../domain/model/cluster-id.ts'
import type { AuditTarget } from '../../simulator/main.ts'
import type { Fleet } from './fleet.ts'

/**
 * There at every scale, and some 60 events a second in all: one that streams; one in which somebody calls what its next
 * version does not serve; and one whose database is filled by its own operator.
 */
const audited: Readonly<Record<string, AuditTarget['form']>> = {
  'stream-use1-c1': 'firehose',
  'svc-ads-euw1': 'webhook',
  'svc-sec-use1': 'firehose',
}
/** So that there is something to see from the beginning. */
const backMs = 3_600_000
/** Sooner than real ones, that wait half a minute and more. */
const waitMs = 5_000

export interface Taker {
  /** Of the server, with its base path. */
  readonly url: string
  readonly token: string
}

/** Of those clusters that there are. */
const auditTargets = ({ clusters }: Pick<Fleet, 'clusters'>, { url, token }: Taker): readonly AuditTarget[] =>
  clusters.flatMap(({ name, accountId, region }) => {
    const form = audited[name]
    if (form === undefined) return []
    const door =
      form === 'firehose' ? 'firehose' : `clusters/${eksClusterId({ name, region, accountId })}/audit`
    return [{ cluster: name, form, url: `${url}/api/ingest/v1/${door}`, token, waitMs }]
  })

/** From an hour ago, and on as time goes. Returns how many clusters do. */
export async function sendAudit(
  fleet: Pick<Fleet, 'clusters' | 'follow'>,
  taker: Taker,
  nowMs: number,
): Promise<number> {
  const targets = auditTargets(fleet, taker)
  await fleet.follow(targets, nowMs - backMs)
  return targets.length
}
