// A Kubernetes entry of Google Cloud Audit Logs, said in the words of audit.k8s.io, as far as it has
// them: who, what, from where and how it ended. It has no stages, no length of the request and no audit
// level, and none is made up. Nothing of request or response is read.
import { z } from 'zod'

const text = z.string().optional().catch(undefined)

const entrySchema = z.object({
  insertId: text,
  timestamp: z.string(),
  operation: z.object({ id: text, last: z.boolean().optional() }).optional().catch(undefined),
  labels: z.record(z.string(), z.unknown()).optional().catch(undefined),
  protoPayload: z.object({
    serviceName: z.string(),
    methodName: z.string(),
    resourceName: text,
    authenticationInfo: z.object({ principalEmail: text }).optional().catch(undefined),
    requestMetadata: z.object({ callerIp: text, callerSuppliedUserAgent: text }).optional().catch(undefined),
    status: z.object({ code: z.number().int().optional() }).optional().catch(undefined),
  }),
})
type Entry = z.infer<typeof entrySchema>

/** google.rpc.Code as HTTP says it (google/rpc/code.proto names these). */
const httpOfRpc = [
  200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401,
] as const

const keptLabels = ['authorization.k8s.io/decision', 'k8s.io/deprecated', 'k8s.io/removed-release'] as const
const endsLater: ReadonlySet<string> = new Set(['exec', 'attach', 'log', 'proxy', 'portforward'])

/** The event as JSON, or why there is none. */
export function eventOfLogEntry(source: string): { text: string } | { reason: string } {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    // The parser's own words quote the line, which may hold secrets.
    return { reason: 'not valid JSON' }
  }
  const entry = entrySchema.safeParse(value)
  if (!entry.success) return { reason: 'not an entry of Google Cloud Audit Logs' }
  const { serviceName, methodName } = entry.data.protoPayload
  if (serviceName !== 'k8s.io' || !methodName.startsWith('io.k8s.')) {
    return { reason: 'a log entry of another service than k8s.io' }
  }
  return { text: JSON.stringify(eventOf(entry.data)) }
}

function eventOf(entry: Entry): object {
  const { protoPayload: payload, timestamp } = entry
  const verb = payload.methodName.slice(payload.methodName.lastIndexOf('.') + 1)
  const objectRef = referenceOf(payload.resourceName)
  const callerIp = payload.requestMetadata?.callerIp
  // Only of these is the instant of the entry that of the end; of others their length is not told.
  const isLong = verb === 'watch' || endsLater.has(objectRef?.subresource ?? '')
  return {
    auditID: entry.operation?.id ?? entry.insertId,
    stage:
      entry.operation !== undefined && entry.operation.last !== true ? 'ResponseStarted' : 'ResponseComplete',
    verb,
    user: { username: payload.authenticationInfo?.principalEmail },
    userAgent: payload.requestMetadata?.callerSuppliedUserAgent,
    sourceIPs: callerIp === undefined ? undefined : [callerIp],
    objectRef,
    requestURI: objectRef === undefined ? `/${payload.resourceName ?? ''}` : undefined,
    responseStatus: statusOf(payload.status?.code ?? 0),
    annotations: annotationsOf(entry.labels),
    requestReceivedTimestamp: timestamp,
    stageTimestamp: isLong ? timestamp : undefined,
  }
}

/** `core/v1/namespaces/shop/pods/web-0/status`; undefined for what is no resource. */
function referenceOf(name: string | undefined): Record<string, string | undefined> | undefined {
  const parts = (name ?? '').split('?', 1)[0]?.split('/') ?? []
  const [group = '', apiVersion = '', ...rest] = parts
  if (!/^v\d/.test(apiVersion) || rest.length === 0) return undefined
  const isInside = rest[0] === 'namespaces' && rest.length > 2
  const [resource, named, ...sub] = isInside ? rest.slice(2) : rest
  const namespace = isInside ? rest[1] : resource === 'namespaces' ? named : undefined
  return {
    resource,
    // What follows it is an address behind a proxy, which is nobody's name here.
    subresource: sub[0],
    namespace,
    name: named,
    apiGroup: group === 'core' ? undefined : group,
    apiVersion,
  }
}

function statusOf(code: number): { code: number; status?: string } {
  if (code === 0) return { code: 200 }
  return { code: httpOfRpc[code] ?? (code >= 100 && code <= 599 ? code : 500), status: 'Failure' }
}

function annotationsOf(labels: Entry['labels']): Record<string, string> | undefined {
  if (labels === undefined) return undefined
  const kept = keptLabels.flatMap((name) => {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
