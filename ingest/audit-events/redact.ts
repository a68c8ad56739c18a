// The text of a rejected line as it may be kept: the fields that name no secrets, shortened. Of a line
// that cannot be parsed only what looks like such a field is kept; of one that is no object at all (it
// may be somebody's secret, or the middle of one) nothing but what tells a log line from other text.
import { isUtf8 } from 'node:buffer'
import { redactedUri } from './request-uri.ts'

/** Bytes of text kept of one line. */
export const excerptLimit = 2_048
/** Longer lines are not parsed just to be shown. */
const parseLimit = 256 * 1024
const valueLimit = 256

/** Fields of an event that name no secrets; nested objects keep only the named members. */
const shown: Record<string, readonly string[] | true> = {
  kind: true,
  apiVersion: true,
  level: true,
  auditID: true,
  stage: true,
  requestURI: true,
  verb: true,
  user: ['username'],
  impersonatedUser: ['username'],
  userAgent: true,
  objectRef: ['resource', 'subresource', 'namespace', 'name', 'apiGroup', 'apiVersion'],
  responseStatus: ['code', 'status', 'reason'],
  requestReceivedTimestamp: true,
  stageTimestamp: true,
}

export function excerptOf(line: Buffer): string {
  const event = line.length <= parseLimit && isUtf8(line) ? parsedObject(line) : undefined
  return event === undefined
    ? unreadableExcerpt(line)
    : JSON.stringify(shownFields(event)).slice(0, excerptLimit)
}

function parsedObject(line: Buffer): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(line.toString('utf8')))
  } catch {
    return undefined
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function shownFields(event: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  let hidden = 0
  for (const [name, value] of Object.entries(event)) {
    const rule = Object.hasOwn(shown, name) ? shown[name] : undefined
    const members = asObject(value)
    if (rule === true && members === undefined) kept[name] = shortened(shownValue(name, value))
    else if (rule !== undefined && rule !== true && members !== undefined) kept[name] = picked(members, rule)
    else hidden += 1
  }
  return hidden === 0
    ? kept
    : { ...kept, '…': `${hidden} more ${hidden === 1 ? 'field' : 'fields'}, not kept` }
}

function picked(members: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names
      .filter((name) => Object.hasOwn(members, name))
      .map((name) => [name, name === 'code' ? asNumber(members[name]) : shortened(members[name])]),
  )
}

const shownValue = (name: string, value: unknown): unknown =>
  name === 'requestURI' && typeof value === 'string' ? redactedUri(value) : value

/** A code that is no number is not one of the texts that may be shown. */
const asNumber = (value: unknown): unknown => (typeof value === 'number' ? value : '…')

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.length > valueLimit ? `${value.slice(0, valueLimit)}…` : value
  return typeof value === 'object' && value !== null ? '…' : value
}

const readableFields =
  /"(?:auditID|stage|requestURI|verb|username|userAgent|resource|subresource|namespace|requestReceivedTimestamp|stageTimestamp)"\s*:\s*"(?:[^"\\]|\\.){0,200}"/g
const uriField = /^("requestURI"\s*:\s*")(.*)"$/s
/** Whatever follows one of these may be a body. */
const bodyAhead = /(?:request|response)Object|\\u/i
/** How a line of klog or of a dated log begins. */
const logBeginning = /^(?:[IWEF]\d{4}|\d{4}-\d\d-\d\d)[T ]\d\d/

function unreadableExcerpt(line: Buffer): string {
  const text = line.subarray(0, excerptLimit).toString('utf8')
  if (!text.trimStart().startsWith('{')) {
    return `${logBeginning.exec(text)?.[0] ?? ''}…`
  }
  const before = text.slice(0, bodyAhead.exec(text)?.index)
  const fields = (before.match(readableFields) ?? []).map((field) => field.replace(uriField, redactedField))
  return printable([...fields, '…'].join(' ')).slice(0, excerptLimit)
}

/** JSON may write a slash as `\/`; whatever else is escaped is in no value that is kept. */
const redactedField = (_field: string, name: string, uri: string): string =>
  `${name}${redactedUri(uri.replaceAll('\\/', '/'))}"`

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd')
}
