// LIST and GET: which objects, of which version, how many, and where the next page begins. All pages of a
// list stand at the version of its first.
import { listVersion, msOfVersion, readVersion } from '../../world/versions.ts'
import type { ClusterState } from '../../world/world.ts'
import { envelopeOf, memberText, type Shown } from './form.ts'
import type { Item, Listing, Resource } from './item.ts'
import { Refusal } from './refusal.ts'
import { fieldSelector, labelSelector, type Matches, nameSelected } from './selectors.ts'

/** After this the database has forgotten older versions. */
export const compactedAfterMs = 300_000

export interface Wanted {
  readonly state: ClusterState
  readonly resource: Resource
  readonly namespace: string | undefined
  readonly query: URLSearchParams
  readonly nowMs: number
}

/** Both selectors. Undefined: everything. Throws Refusal. */
export function matchesOf(query: URLSearchParams, resource: Resource): Matches | undefined {
  const byLabel = labelSelector(query.get('labelSelector') ?? '')
  const byField = fieldSelector(query.get('fieldSelector') ?? '', resource)
  if (byLabel === undefined || byField === undefined) return byLabel ?? byField
  return (item) => byLabel(item) && byField(item)
}

/** The first index whose key is not below this one. */
export function indexOf({ count, key }: Listing, wanted: string): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (key(middle) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

export function find(listing: Listing, key: string): Item | undefined {
  const i = indexOf(listing, key)
  return i < listing.count && listing.key(i) === key ? listing.item(i) : undefined
}

interface Token {
  readonly version: number
  readonly start: string
}

const tokenText = ({ version, start }: Token): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: `${start}\u0000` })).toString(
    'base64url',
  )

function readToken(text: string): Token {
  const invalid = (why: string) => Refusal.badRequest(`continue key is not valid: ${why}`)
  let token: unknown
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    throw invalid('it cannot be decoded')
  }
  const { v, rv, start } = (typeof token === 'object' && token !== null ? token : {}) as Record<
    string,
    unknown
  >
  if (v !== 'meta.k8s.io/v1') throw invalid(`unrecognized version ${JSON.stringify(v)}`)
  if (!Number.isSafeInteger(rv) || typeof start !== 'string' || start === '') throw invalid('it has no place')
  return { version: rv as number, start: start.endsWith('\0') ? start.slice(0, -1) : start }
}

/** A version asked for, as a number. Throws Refusal. */
export function versionAsked(text: string, nowMs: number): number {
  const version = readVersion(text)
  if (version === undefined) {
    throw Refusal.badRequest(
      `invalid resource version "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
    )
  }
  if (version > listVersion(nowMs)) throw Refusal.tooLarge(version, listVersion(nowMs))
  return version
}

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.'

/** The state that is shown, and from which key on. */
function placeOf({ query, nowMs }: Wanted): { ms: number; after: string | undefined } {
  const token = query.get('continue') ?? ''
  const asked = query.get('resourceVersion') ?? ''
  const match = query.get('resourceVersionMatch') ?? ''
  if (!['', 'Exact', 'NotOlderThan'].includes(match)) {
    throw Refusal.badRequest(`resourceVersionMatch: Unsupported value: "${match}"`)
  }
  if (token !== '') {
    const { version, start } = readToken(token)
    const ms = msOfVersion(version)
    if (ms > nowMs) throw Refusal.badRequest('continue key is not valid: it is of a version still to come')
    if (nowMs - ms > compactedAfterMs) throw Refusal.expired(tooOld)
    return { ms, after: start }
  }
  if (asked === '' || asked === '0') return { ms: nowMs, after: undefined }
  const version = versionAsked(asked, nowMs)
  if (match !== 'Exact') return { ms: nowMs, after: undefined }
  const ms = msOfVersion(version)
  if (nowMs - ms > compactedAfterMs) {
    throw Refusal.expired('The resourceVersion for the provided list is too old.')
  }
  return { ms, after: undefined }
}

/** 0: no limit. A list from the cache has none. */
function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '0'
  if (!/^\d{1,15}$/.test(text)) {
    throw Refusal.badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`)
  }
  const isCached = query.get('resourceVersion') === '0' && query.get('resourceVersionMatch') !== 'Exact'
  return isCached ? 0 : Number(text)
}

const chunkBytes = 1 << 18
/** A page of so many is told with its length. */
const unstreamedItems = 500

export interface Page {
  /** One for what fits, more for what is long. */
  readonly chunks: Iterable<Buffer>
  readonly isLong: boolean
}

/** Throws Refusal before anything is sent. */
export function pageOf(wanted: Wanted, shown: Omit<Shown, 'resource'>): Page {
  const { state, resource, query } = wanted
  const { ms, after } = placeOf(wanted)
  const limit = limitOf(query)
  const matches = matchesOf(query, resource)
  const listing = resource.listing(state, ms)
  const range = rangeOf(wanted, listing, after)
  const full: Shown = { ...shown, resource }
  const version = listVersion(ms)
  if (matches === undefined) {
    const end = limit === 0 ? range.end : Math.min(range.end, range.begin + limit)
    const metadata = metadataOf(version, end < range.end ? listing.key(end - 1) : undefined, range.end - end)
    const indexes = { begin: range.begin, end }
    return { chunks: chunksOf(listing, indexes, full, metadata), isLong: end - range.begin > unstreamedItems }
  }
  const items: Item[] = []
  let next = range.begin
  for (; next < range.end && (limit === 0 || items.length < limit); next += 1) {
    const item = listing.item(next)
    if (matches(item)) items.push(item)
  }
  const last = next < range.end ? items.at(-1)?.key : undefined
  const picked = { count: items.length, key: () => '', item: (i: number) => items[i] as Item }
  const metadata = metadataOf(version, last, undefined)
  return {
    chunks: chunksOf(picked, { begin: 0, end: items.length }, full, metadata),
    isLong: items.length > unstreamedItems,
  }
}

function metadataOf(version: number, start: string | undefined, remaining: number | undefined): object {
  if (start === undefined) return { resourceVersion: String(version) }
  return {
    resourceVersion: String(version),
    continue: tokenText({ version, start }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  }
}

interface Range {
  readonly begin: number
  readonly end: number
}

function rangeOf({ namespace, query, resource }: Wanted, listing: Listing, after: string | undefined): Range {
  const name = nameSelected(query.get('fieldSelector') ?? '')
  if (name !== undefined && (namespace !== undefined || !resource.isNamespaced)) {
    const begin = indexOf(listing, namespace === undefined ? name : `${namespace}/${name}`)
    return { begin, end: Math.min(begin + 1, listing.count) }
  }
  const begin = namespace === undefined ? 0 : indexOf(listing, `${namespace}/`)
  const end = namespace === undefined ? listing.count : indexOf(listing, `${namespace}0`)
  return after === undefined
    ? { begin, end }
    : { begin: Math.max(begin, indexOf(listing, `${after}\u0000`)), end }
}

/** Each object's text is laid into bytes as soon as it is made: joined first, a page would be copied twice. */
function* chunksOf(
  listing: Listing,
  { begin, end }: Range,
  shown: Shown,
  metadata: object,
): Iterable<Buffer> {
  const { before, after } = envelopeOf(shown, metadata)
  let bytes = Buffer.allocUnsafeSlow(chunkBytes)
  let length = bytes.write(before, 'latin1')
  for (let i = begin; i <= end; i += 1) {
    const text = i === end ? after : `${i === begin ? '' : ','}${memberText(listing.item(i), shown)}`
    if (length + text.length > bytes.length) {
      yield bytes.subarray(0, length)
      bytes = Buffer.allocUnsafeSlow(Math.max(chunkBytes, text.length))
      length = 0
    }
    length += bytes.write(text, length, 'latin1')
  }
  yield bytes.subarray(0, length)
}
