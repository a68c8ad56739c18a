// What the API server's lists and watches are made of: resources, what a cluster holds of one at a time, and
// objects as text, metadata apart, so that tables and partial objects need not build the rest.
import type { ClusterState } from '../../world/world.ts'

export type Labels = Readonly<Record<string, string>>
export type Cell = string | number

export interface Item {
  /** "namespace/name", or the name: lists are in the order of keys. */
  readonly key: string
  readonly name: string
  readonly namespace: string | undefined
  readonly version: number
  readonly labels: Labels
  readonly createdMs: number
  /** JSON of `metadata`. */
  readonly metadata: string
  /** What comes after `metadata` in the object's JSON, the closing brace included. */
  rest(): string
  cells(nowMs: number): readonly Cell[]
  /** For field selectors beyond name and namespace. */
  field(name: string): string | undefined
}

export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'date'
  readonly format: string
  readonly description: string
  readonly priority: 0 | 1
}

export interface Listing {
  readonly count: number
  key(i: number): string
  item(i: number): Item
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  item(): Item
  /** As it was before it was modified. */
  before?(): Item
}

export interface Resource {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly isNamespaced: boolean
  readonly shortNames: readonly string[]
  readonly columns: readonly Column[]
  readonly fieldNames: readonly string[]
  /** How far back a watch may begin. */
  readonly watchWindowMs: number
  /** Undefined: cannot be watched. */
  readonly changes?: (state: ClusterState, fromMs: number, toMs: number) => Change[]
  /** How many there are, nearly, where counting them takes long. */
  readonly about?: (state: ClusterState, ms: number) => number
  listing(state: ClusterState, ms: number): Listing
}

export const apiVersionOf = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`

/** The object as it stands in a list. */
export const listedText = ({ metadata }: Item, rest: string): string => `{"metadata":${metadata}${rest}`

export const wholeText = (resource: Resource, { metadata, rest }: Item): string =>
  `{"kind":"${resource.kind}","apiVersion":"${apiVersionOf(resource)}","metadata":${metadata}${rest()}`

export const partialText = ({ metadata }: Item): string =>
  `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":${metadata}}`

/** Watches of what changes all the time go back less far. */
export const busyWindowMs = 75_000
export const quietWindowMs = 600_000

const nameDescription =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names'
const ageDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata'

export const column = (
  name: string,
  description: string,
  more: Partial<Pick<Column, 'type' | 'format' | 'priority'>> = {},
): Column => ({ name, type: 'string', format: '', description, priority: 0, ...more })

export const nameColumn = column('Name', nameDescription, { format: 'name' })
export const ageColumn = column('Age', ageDescription)

/** "8m55s", as kubectl and the API server write how long ago something was. */
export function ageText(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  const and = (large: number, unit: string, small: number, smaller: string): string =>
    small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smaller}`
  if (minutes < 10) return and(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return and(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (days < 8) return and(days, 'd', hours % 24, 'h')
  if (days < 730) return `${days}d`
  const years = Math.floor(days / 365)
  return days < 2_920 ? and(years, 'y', days % 365, 'd') : `${years}y`
}
