// What an audit event looks like on the wire, as far as it is read: audit.k8s.io/v1 (v1beta1 has the
// same names). Used on the slow path only, to tell why the store would not have a line. Whatever is
// not named here may hold anything.
import { z } from 'zod'
import type { Verdict } from '../source.ts'

/** Go writes null for empty pointers, maps and slices. */
const text = z.string().nullish()
const group = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape).nullish()

export const auditEventSchema = z.looseObject({
  auditID: text,
  stage: text,
  verb: text,
  requestURI: text,
  userAgent: text,
  requestReceivedTimestamp: text,
  stageTimestamp: text,
  sourceIPs: z.array(z.string()).nullish(),
  user: group({ username: text }),
  impersonatedUser: group({ username: text }),
  objectRef: group({
    resource: text,
    subresource: text,
    namespace: text,
    name: text,
    apiGroup: text,
    apiVersion: text,
  }),
  responseStatus: group({ code: z.number().int().nullish(), status: text, message: text }),
  annotations: z.record(z.string(), z.string()).nullish(),
})

/** An escaped surrogate without its other half: JavaScript reads it, UTF-8 has no form for it. */
const halfSurrogate = /\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f]/i

/** Undefined when nothing is wrong that can be seen without the store. */
export function inspectEvent(line: Buffer): Verdict | undefined {
  const source = line.toString('utf8')
  let event: unknown
  try {
    event = JSON.parse(source)
  } catch {
    // The parser's own words quote the line, which may hold secrets.
    return { reason: 'not valid JSON', certain: true }
  }
  const result = auditEventSchema.safeParse(event)
  if (!result.success) return { reason: told(result.error.issues[0]), certain: false }
  if (halfSurrogate.test(source)) return { reason: 'half of a surrogate pair in a text', certain: false }
  const twice = namedTwice(source, Object.keys(event as object).length)
  return twice ? { reason: 'a field is named twice', certain: false } : undefined
}

function told(issue: z.core.$ZodIssue | undefined): string {
  const field = issue?.path.join('.') ?? ''
  return field === '' ? 'not an audit event' : `${field} is not what an audit event has there`
}

/** Counts the names at the top level; more than JSON.parse kept means one came twice. */
function namedTwice(source: string, kept: number): boolean {
  let depth = 0
  let names = 0
  for (const [token] of source.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (depth === 1 && token.endsWith(':')) names += 1
  }
  return names > kept
}
