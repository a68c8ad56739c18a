// Who asks: bearer tokens, plain ones and those that EKS makes of a signed STS request. Nobody is looked up;
// what is expired or unknown is refused as an API server would. And reviews: what one may do, which is to read.
import { minuteMs } from '../../world/clock.ts'
import { eksComponents, eksMetricsGroup } from './eks-metrics.ts'
import { Refusal } from './refusal.ts'
import { resources } from './resources.ts'

/** Longest that a token of EKS's is good for. */
const tokenMs = 15 * minuteMs
const eksPrefix = 'k8s-aws-v1.'

/** "20260119T000000Z" */
function amzDate(text: string | null): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '')
  if (parts === null) return Number.NaN
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function isEksToken(token: string, nowMs: number): boolean {
  let url: URL
  try {
    url = new URL(Buffer.from(token.slice(eksPrefix.length), 'base64url').toString('utf8'))
  } catch {
    return false
  }
  const query = url.searchParams
  const signedMs = amzDate(query.get('X-Amz-Date'))
  const isCall = query.get('Action') === 'GetCallerIdentity' && query.has('X-Amz-Signature')
  return isCall && Math.abs(nowMs - signedMs) <= tokenMs
}

export interface Caller {
  readonly user: string
  /** Plural names of what it may read of resources; undefined: all. */
  readonly sees?: readonly string[]
}

export interface LetIn {
  readonly tokens: readonly string[]
  /** For nodes and namespaces alone. */
  readonly nodeTokens: readonly string[]
}

/** Undefined: nobody in particular. Throws Refusal 401 for a credential that is none. */
export function callerOf(
  authorization: string,
  { tokens, nodeTokens }: LetIn,
  nowMs: number,
): Caller | undefined {
  if (authorization === '') return undefined
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? ''
  if (tokens.includes(token)) return { user: 'system:serviceaccount:monitoring:reader' }
  if (nodeTokens.includes(token)) {
    return { user: 'system:serviceaccount:monitoring:node-reader', sees: ['nodes', 'namespaces'] }
  }
  if (token.startsWith(eksPrefix) && isEksToken(token, nowMs)) return { user: 'arn:aws:sts::reader' }
  throw new Refusal(401, 'Unauthorized', 'Unauthorized')
}

/** What whoever gives no credential may still see. */
export const openPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz', '/version'])

export function refuse(
  user: string,
  verb: string,
  plural: string | undefined,
  group: string,
  path: string,
): never {
  const subject =
    plural === undefined
      ? `cannot ${verb} path "${path}"`
      : `cannot ${verb} resource "${plural}" in API group "${group}" at the cluster scope`
  const message = `${plural ?? 'forbidden'}${plural === undefined ? ':' : ' is forbidden:'} User "${user}" ${subject}`
  throw new Refusal(403, 'Forbidden', message, plural === undefined ? {} : { kind: plural })
}

interface Attributes {
  readonly verb?: string
  readonly group?: string
  readonly resource?: string
  readonly path?: string
  readonly [more: string]: unknown
}

interface ReviewSpec {
  readonly resourceAttributes?: Attributes
  readonly nonResourceAttributes?: Attributes
}

const readVerbs = ['get', 'list', 'watch']

function isAllowed({ resourceAttributes, nonResourceAttributes }: ReviewSpec): boolean {
  if (nonResourceAttributes !== undefined) return nonResourceAttributes.verb === 'get'
  const { verb = '', group = '', resource = '' } = resourceAttributes ?? {}
  if (!readVerbs.includes(verb)) return false
  if (group === eksMetricsGroup.group) return verb === 'get' && eksComponents.some((one) => one === resource)
  return resource === '*' || resources.some((known) => known.plural === resource && known.group === group)
}

/** The answer to a SelfSubjectAccessReview, asked as JSON or as protobuf. Throws Refusal. */
export function review(body: Buffer, type: string): object {
  const spec = type.includes('protobuf') ? specOfProtobuf(body) : specOfJson(body)
  const allowed = isAllowed(spec)
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec,
    status: {
      allowed,
      reason: allowed ? 'RBAC: allowed by ClusterRoleBinding "reader" of ClusterRole "reader"' : '',
    },
  }
}

function specOfJson(body: Buffer): ReviewSpec {
  try {
    const { spec } = JSON.parse(body.toString('utf8')) as { spec?: ReviewSpec }
    if (typeof spec === 'object' && spec !== null) return spec
  } catch {}
  throw Refusal.badRequest('the body is no SelfSubjectAccessReview')
}

type Fields = ReadonlyMap<number, Buffer>

/** Members with a length of a protobuf message; the last of each number. Others are passed over. */
function fieldsOf(message: Buffer): Fields {
  const fields = new Map<number, Buffer>()
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++]
      if (byte === undefined) throw Refusal.badRequest('the body ends too early')
      value += (byte & 127) * shift
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const wire = tag & 7
    if (wire === 0) varint()
    else if (wire === 2) {
      const length = varint()
      fields.set(tag >>> 3, message.subarray(at, at + length))
      at += length
    } else throw Refusal.badRequest('the body is no protobuf that can be read')
  }
  return fields
}

function specOfProtobuf(body: Buffer): ReviewSpec {
  if (body.subarray(0, 4).toString('latin1') !== 'k8s\0') throw Refusal.badRequest('the body is no protobuf')
  const raw = fieldsOf(body.subarray(4)).get(2) ?? Buffer.alloc(0)
  const spec = fieldsOf(fieldsOf(raw).get(2) ?? Buffer.alloc(0))
  const text = (fields: Fields, n: number): string => (fields.get(n) ?? Buffer.alloc(0)).toString('utf8')
  const [resource, path] = [spec.get(1), spec.get(2)]
  if (resource !== undefined) {
    const fields = fieldsOf(resource)
    return {
      resourceAttributes: { verb: text(fields, 2), group: text(fields, 3), resource: text(fields, 5) },
    }
  }
  if (path === undefined) throw Refusal.badRequest('the body asks about nothing')
  const fields = fieldsOf(path)
  return { nonResourceAttributes: { path: text(fields, 1), verb: text(fields, 2) } }
}
