'use client'
// One request whole, as its audit event told it; bodies are never kept.
import { milliseconds, seconds } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import { Badge } from '../../../../components/ui/status.tsx'
import type { ApiRequest } from '../../../../domain/model/talker.ts'

/** Label and value of what the event said; empty values are left out. */
function facts(request: ApiRequest): readonly (readonly [string, string])[] {
  const group = request.apiGroup === '' ? request.apiVersion : `${request.apiGroup}/${request.apiVersion}`
  const resource = [request.resource, request.subresource].filter((part) => part !== '').join('/')
  const all: readonly (readonly [string, string])[] = [
    ['Received', fullInstant(request.receivedAt)],
    ['Counts at', request.lengthMs === null ? '' : `${fullInstant(request.at)}, when it ended`],
    ['Took', request.latencyMs === null ? '' : milliseconds(request.latencyMs)],
    ['Waited', request.queueWaitMs === null ? '' : `${milliseconds(request.queueWaitMs)} of it, in a queue`],
    ['Lasted', request.lengthMs === null ? '' : seconds(request.lengthMs / 1_000)],
    ['Cluster', request.clusterId],
    ['Identity', request.user],
    ['Acting as', request.impersonatedUser],
    ['Client', request.userAgent],
    ['From', request.sourceIp],
    ['API', group],
    ['Resource', resource],
    ['Namespace', request.namespace],
    ['Name', request.name],
    ['Stage', request.stage],
    ['Decision', request.decision],
    ['Seats', `${request.seatsEstimated} or more, estimated from the line alone`],
    ['Removed in', request.removedRelease],
    ['Audit ID', request.auditId],
  ]
  return all.filter(([, value]) => value !== '')
}

export function RequestDetail({ request }: { request: ApiRequest }) {
  return (
    <div className="request-detail">
      <CodeBox what="Request" code={`${request.verb.toUpperCase()} ${request.uri}`} />
      <div className="row row-wrap row-tight request-marks">
        {request.throttled && <Badge tone="crit">Throttled</Badge>}
        {request.disruptionBlocked && <Badge tone="warn">Refused by a disruption budget</Badge>}
        {request.aborted && <Badge tone="warn">Connection closed early</Badge>}
        {request.deprecated && <Badge tone="warn">Deprecated API</Badge>}
      </div>
      <dl className="facts">
        {facts(request).map(([label, value]) => (
          <div key={label} className="fact">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
