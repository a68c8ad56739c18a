// Raw requests as rows of a question: the columns a request is made of, and the request made of them.
import { z } from 'zod'
import type { ApiRequest } from '../../../domain/model/talker.ts'
import { rolledUpResource } from '../talker-rows.ts'

/** Columns of `rawRequests` that `requestRow` reads. */
export const requestColumns = `cluster_id, audit_id, toString(toUnixTimestamp64Micro(at)) AS at_us, toString(toUnixTimestamp64Micro(received_at)) AS received_us,
        stage, verb, path, uri_query, api_group, api_version, raw_resource AS resource, subresource, namespace, name, code, user,
        impersonated_user, user_agent, source_ip, duration_us, wait_us, is_long, is_timed, is_aborted, is_throttled,
        is_disruption_blocked, is_deprecated, removed_release, decision, seats`

/**
 * SELECT over `audit_raw`, one row per request, its resource as roll-ups call it so that filters fit. `condition` must
 * bound cluster or minute; it is SQL of ours with bound parameters, never input.
 */
export const rawRequests = (condition: string): string => `
        SELECT * EXCEPT (resource), audit_raw.resource AS raw_resource, at, stage, duration_us,
          ${rolledUpResource} AS resource
        FROM audit_raw FINAL
        WHERE ${condition}`

export const requestRow = z
  .object({
    cluster_id: z.string(),
    audit_id: z.string(),
    at_us: z.string(),
    received_us: z.string(),
    stage: z.string(),
    verb: z.string(),
    path: z.string(),
    uri_query: z.string(),
    api_group: z.string(),
    api_version: z.string(),
    resource: z.string(),
    subresource: z.string(),
    namespace: z.string(),
    name: z.string(),
    code: z.coerce.number(),
    user: z.string(),
    impersonated_user: z.string(),
    user_agent: z.string(),
    source_ip: z.string(),
    duration_us: z.coerce.number(),
    wait_us: z.coerce.number(),
    is_long: z.coerce.number(),
    is_timed: z.coerce.number(),
    is_aborted: z.coerce.number(),
    is_throttled: z.coerce.number(),
    is_disruption_blocked: z.coerce.number(),
    is_deprecated: z.coerce.number(),
    removed_release: z.string(),
    decision: z.string(),
    seats: z.coerce.number(),
  })
  .transform((raw) => ({
    cursor: { atUs: raw.at_us, clusterId: raw.cluster_id, auditId: raw.audit_id },
    request: requestOf(raw),
  }))

type RawRequest = Record<
  | 'cluster_id'
  | 'audit_id'
  | 'at_us'
  | 'received_us'
  | 'stage'
  | 'verb'
  | 'path'
  | 'uri_query'
  | 'api_group'
  | 'api_version'
  | 'resource'
  | 'subresource'
  | 'namespace'
  | 'name'
  | 'user'
  | 'impersonated_user'
  | 'user_agent'
  | 'source_ip'
  | 'removed_release'
  | 'decision',
  string
> &
  Record<
    | 'code'
    | 'duration_us'
    | 'wait_us'
    | 'is_long'
    | 'is_timed'
    | 'is_aborted'
    | 'is_throttled'
    | 'is_disruption_blocked'
    | 'is_deprecated'
    | 'seats',
    number
  >

/** The request line, put together from the object reference where there is one. */
function uriOf(
  raw: Pick<
    RawRequest,
    'path' | 'uri_query' | 'api_group' | 'api_version' | 'resource' | 'subresource' | 'namespace' | 'name'
  >,
): string {
  const group = raw.api_group === '' ? `/api/${raw.api_version}` : `/apis/${raw.api_group}/${raw.api_version}`
  const namespace =
    raw.namespace === '' || raw.resource === 'namespaces'
      ? ''
      : `/namespaces/${encodeURIComponent(raw.namespace)}`
  const tail = [raw.resource, raw.name, raw.subresource].filter((part) => part !== '').map(encodeURIComponent)
  const path = raw.resource === '' ? raw.path : `${group}${namespace}/${tail.join('/')}`
  return raw.uri_query === '' ? path : `${path}?${raw.uri_query}`
}

function requestOf(raw: RawRequest): ApiRequest {
  const milliseconds = (microseconds: string): Date => new Date(Number(BigInt(microseconds) / 1_000n))
  return {
    clusterId: raw.cluster_id,
    auditId: raw.audit_id,
    at: milliseconds(raw.at_us),
    receivedAt: milliseconds(raw.received_us),
    stage: raw.stage,
    verb: raw.verb,
    uri: uriOf(raw),
    apiGroup: raw.api_group,
    apiVersion: raw.api_version,
    resource: raw.resource,
    subresource: raw.subresource,
    namespace: raw.namespace,
    name: raw.name,
    code: raw.code,
    user: raw.user,
    impersonatedUser: raw.impersonated_user,
    userAgent: raw.user_agent,
    sourceIp: raw.source_ip,
    latencyMs: raw.is_timed ? raw.duration_us / 1_000 : null,
    queueWaitMs: raw.is_timed && raw.wait_us > 0 ? raw.wait_us / 1_000 : null,
    lengthMs: raw.is_long ? raw.duration_us / 1_000 : null,
    aborted: raw.is_aborted === 1,
    throttled: raw.is_throttled === 1,
    disruptionBlocked: raw.is_disruption_blocked === 1,
    seatsEstimated: raw.seats,
    removedRelease: raw.removed_release,
    deprecated: raw.is_deprecated === 1,
    decision: raw.decision,
  }
}
