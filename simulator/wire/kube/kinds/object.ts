// Items of the kinds of which there are few: built as objects, and lists of them in the order of their keys.
import { isoOf } from '../../../world/clock.ts'
import { byCode } from '../../../world/names.ts'
import type { PodSet } from '../../../world/pod.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { Workload } from '../../../world/workloads.ts'
import type { ClusterState } from '../../../world/world.ts'
import type { Cell, Change, Item, Labels, Listing } from '../item.ts'
import { managed } from '../template.ts'

export interface Described {
  readonly name: string
  readonly namespace?: string
  readonly uid: string
  readonly version: number
  readonly createdMs: number
  /** By its manager; when it was made, unless said. */
  readonly writtenMs?: number
  readonly labels?: Labels
  readonly annotations?: Labels
  readonly owner?: {
    readonly apiVersion: string
    readonly kind: string
    readonly name: string
    readonly uid: string
  }
  readonly generation?: number
  readonly apiVersion: string
  readonly manager: string
  /** What comes after metadata. */
  readonly body: object
  readonly cells: (nowMs: number) => readonly Cell[]
  readonly fields?: Labels
}

export function objectItem(given: Described): Item {
  const {
    name,
    namespace,
    uid,
    version,
    createdMs,
    labels = {},
    annotations,
    owner,
    generation,
    body,
  } = given
  const created = isoOf(createdMs)
  const own = {
    ...(annotations === undefined ? {} : { annotations }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(owner === undefined
      ? {}
      : { ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] }),
  }
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    resourceVersion: String(version),
    ...(generation === undefined ? {} : { generation }),
    creationTimestamp: created,
    ...own,
    managedFields: [
      managed(given.manager, given.apiVersion, isoOf(given.writtenMs ?? createdMs), {
        metadata: own,
        ...body,
      }),
    ],
  }
  return {
    key: namespace === undefined ? name : `${namespace}/${name}`,
    name,
    namespace,
    version,
    createdMs,
    labels,
    metadata: JSON.stringify(metadata),
    rest: () => (Object.keys(body).length === 0 ? '}' : `,${JSON.stringify(body).slice(1)}`),
    cells: given.cells,
    field: (field) => given.fields?.[field],
  }
}

/** Sets whose workload is one of these, in the order of "namespace/" and this name. Worked out once for each cluster. */
export class SortedSets {
  readonly #isOne: (workload: Workload) => boolean
  readonly #nameOf: (workload: Workload) => string
  readonly #known = new WeakMap<ClusterState, readonly PodSet[]>()

  constructor(
    isOne: (workload: Workload) => boolean,
    nameOf: (workload: Workload) => string = ({ name }) => name,
  ) {
    this.#isOne = isOne
    this.#nameOf = nameOf
  }

  of(state: ClusterState): readonly PodSet[] {
    const known = this.#known.get(state)
    if (known !== undefined) return known
    const key = ({ workload }: PodSet): string => this.key(workload)
    const sets = state.podSets
      .filter(({ workload }) => this.#isOne(workload))
      .sort((a, b) => byCode(key(a), key(b)))
    this.#known.set(state, sets)
    return sets
  }

  key(workload: Workload): string {
    return `${workload.namespace.name}/${this.#nameOf(workload)}`
  }

  /** Those that are there at `ms`. */
  listing(state: ClusterState, ms: number, item: (set: PodSet) => Item): Listing {
    const sets = this.of(state).filter(
      ({ workload: { appearsMs } }) => appearsMs === undefined || appearsMs < ms,
    )
    return {
      count: sets.length,
      key: (i) => this.key((sets[i] as PodSet).workload),
      item: (i) => item(sets[i] as PodSet),
    }
  }
}

/** The milliseconds in which a workload's numbers changed. */
function stampsOf(set: PodSet, fromMs: number, toMs: number): readonly number[] {
  const stamps = set.changes(fromMs, toMs).flatMap(({ ms, type }) => (type === 'scheduled' ? [] : [ms]))
  return [...new Set(stamps)]
}

/** Objects that came to be while one looked on. */
export function appearances(
  sets: readonly PodSet[],
  fromMs: number,
  toMs: number,
  item: (set: PodSet, ms: number) => Item,
): Change[] {
  return sets.flatMap((set): Change[] => {
    const { appearsMs = Number.NEGATIVE_INFINITY, id } = set.workload
    if (appearsMs < fromMs || appearsMs >= toMs) return []
    return [{ type: 'ADDED', version: changeVersion(appearsMs, id), item: () => item(set, appearsMs + 1) }]
  })
}

/** The changes of objects that count a workload's pods. */
export function statusChanges(
  sets: readonly PodSet[],
  fromMs: number,
  toMs: number,
  item: (set: PodSet, ms: number) => Item,
): Change[] {
  return sets.flatMap((set) =>
    stampsOf(set, fromMs, toMs).map(
      (ms): Change => ({
        type: 'MODIFIED',
        version: changeVersion(ms, set.workload.id),
        item: () => item(set, ms + 1),
        before: () => item(set, ms),
      }),
    ),
  )
}

/** An object of which nothing ever changes has the version of the millisecond it was made in. */
export const firstVersion = (createdMs: number, id: number): number => changeVersion(createdMs, id)
