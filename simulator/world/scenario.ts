// What a scenario may say of the world: pins fix what would be drawn, edits are what happens at an instant.
// Data only; each kind of edit is carried out by the module of the world that it concerns.
import type { Tier } from '../physics/tiers.ts'
import { dayMs, hourMs, minuteMs } from './clock.ts'
import type { MachineName } from './machines.ts'

/** Milliseconds after the epoch. */
export type Moment = number

/** Of day 13, "22:00" is `momentOf(13, '22:00')`. */
export function momentOf(day: number, time = '00:00'): Moment {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return day * dayMs + hours * hourMs + minutes * minuteMs
}

export interface PinnedGroup {
  readonly name: string
  readonly size: number
  readonly machine: MachineName
  readonly image: 'AL2' | 'AL2023' | 'BOTTLEROCKET'
  readonly isSpot?: boolean
}

/** Fixes of one cluster what would be drawn. A cluster that is pinned belongs to a fleet of any scale. */
export interface Pin {
  readonly cluster: string
  /** Kubernetes 1.<minor> at the epoch, of its node groups too. */
  readonly minor?: number
  readonly nodeGroups?: readonly PinnedGroup[]
  /** Whatever the scale. */
  readonly leastNodes?: number
  /** Of the node groups that are drawn. */
  readonly image?: PinnedGroup['image']
  /** At the epoch. */
  readonly tier?: Tier
  /** What its database has in use, but for what clients leave behind. */
  readonly databaseBytes?: number
}

/** A Deployment that is there beside those that are drawn. */
export interface Planted {
  readonly namespace: string
  readonly name: string
  /** Who owns its namespace. */
  readonly team: string
  readonly replicas: number
  readonly image: string
}

/** A Job whose pods run all or none: one on each of so many neighbours of a node group, with all their devices. */
export interface Gang {
  readonly namespace: string
  readonly name: string
  /** Who owns its namespace. */
  readonly team: string
  readonly image: string
  readonly group: string
  /** Counted from the first node of the group. */
  readonly first: number
  readonly count: number
}

/** Who calls an API server on its own account. */
export interface Caller {
  readonly userAgent: string
  /** Its service account is of the same name. */
  readonly from: Planted
  readonly verb: 'create' | 'get' | 'list'
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly everyMs: number
  /** 1.<minor> that no longer serves this. */
  readonly removedIn?: number
  /** Of each object that it makes, and nobody deletes. */
  readonly leavesBytes?: number
}

/** What goes wrong when an API server is asked. */
export interface WireFault {
  /** "list pods", as calls are counted; "*": whatever is asked. */
  readonly what: string
  /**
   * A status to refuse with; "cut": the connection ends without an answer, and open watches with it; "truncate": the
   * body ends half-way; "slow": the answer waits; "expire": the credential given is refused from here on.
   */
  readonly answer: number | 'cut' | 'expire' | 'slow' | 'truncate'
  readonly retryAfterSeconds?: number
  /** By the wall's clock. */
  readonly waitMs?: number
  /** Questions of this kind that go well first; none when absent. */
  readonly after?: number
  /** Once when absent; without end when its time has one. */
  readonly times?: number
}

export type Edit =
  | {
      readonly do: 'client.run'
      readonly cluster: string
      readonly client: Caller
      /** May lie before the epoch. */
      readonly from: Moment
      /** Undefined: for good. */
      readonly until?: Moment
    }
  | {
      readonly do: 'version.upgrade'
      readonly cluster: string
      readonly at: Moment
      readonly forMs: number
      readonly to: number
      /** Why it failed; the version stays what it was. */
      readonly failure?: { readonly code: string; readonly message: string }
      /** Its node groups follow, one after the other. */
      readonly rollsNodeGroups?: boolean
    }
  | {
      /** For good; when a node of it breaks, it begins anew once all have one that is ready. */
      readonly do: 'gang.run'
      readonly cluster: string
      readonly gang: Gang
      /** May lie before the epoch. */
      readonly from: Moment
    }
  | {
      /** Pods of short Jobs, gone as soon as they ran. */
      readonly do: 'pods.burst'
      readonly cluster: string
      readonly from: Moment
      readonly until: Moment
      readonly perSecond: number
    }
  | {
      /** A client keeps seats of the API server busy: each call of a list takes so many for so long. */
      readonly do: 'seats.hold'
      readonly cluster: string
      readonly from: Moment
      readonly until: Moment
      readonly client: Pick<Caller, 'from' | 'userAgent'>
      readonly perSecond: number
      /** Of one call. */
      readonly seats: number
      readonly holdSeconds: number
    }
  | {
      /** The control plane is asked to be of another tier. */
      readonly do: 'tier.change'
      readonly cluster: string
      readonly at: Moment
      readonly to: Tier
    }
  | {
      /** Accelerators of neighbours break in the same second. */
      readonly do: 'nodes.fail'
      readonly cluster: string
      readonly at: Moment
      readonly group: string
      /** Counted from the first of the group. */
      readonly first: number
      readonly count: number
      readonly xid: number
    }
  | {
      /** Nothing is heard of a zone's machines. */
      readonly do: 'zone.impair'
      /** As in names of clusters. */
      readonly region: string
      readonly zone: string
      readonly at: Moment
      readonly forMs: number
      /** When EKS shifts traffic away, where clusters let it. */
      readonly shiftAfterMs: number
    }
  | {
      readonly do: 'wire.fault'
      readonly cluster: string
      readonly at: Moment
      /** Undefined: until it happened often enough. */
      readonly until?: Moment
      readonly fault: WireFault
    }
  | {
      readonly do: 'clock.skew'
      readonly cluster: string
      /** Whose clock: of a node by its slot; absent: the API server's. */
      readonly slot?: number
      /** Ahead by so much. */
      readonly byMs: number
      readonly from: Moment
      /** Undefined: for good. */
      readonly until?: Moment
    }

export interface Scenario {
  /** "S05-b": a variant of S05, which does not go together with it. */
  readonly id: string
  readonly title: string
  readonly pins: readonly Pin[]
  readonly edits: readonly Edit[]
  /** Images that of clusters of this version those alone have to which they are pinned. */
  readonly settles?: readonly { readonly minor: number; readonly image: PinnedGroup['image'] }[]
}

/** Images that are not drawn for clusters of this version. */
export const settledImages = (
  scenarios: readonly Scenario[],
  minor: number,
): readonly PinnedGroup['image'][] =>
  scenarios
    .flatMap(({ settles = [] }) => settles)
    .filter((settled) => settled.minor === minor)
    .map(({ image }) => image)

export const editsOf = <Do extends Edit['do']>(
  scenarios: readonly Scenario[],
  what: Do,
): readonly Extract<Edit, { do: Do }>[] =>
  scenarios
    .flatMap(({ edits }) => edits)
    .filter((edit): edit is Extract<Edit, { do: Do }> => edit.do === what)

export const pinsOf = (scenarios: readonly Scenario[]): ReadonlyMap<string, Pin> => {
  const pins = new Map<string, Pin>()
  for (const pin of scenarios.flatMap((scenario) => scenario.pins)) {
    const before = pins.get(pin.cluster)
    if (before?.nodeGroups !== undefined && pin.nodeGroups !== undefined) {
      throw new RangeError(`two scenarios pin the node groups of ${pin.cluster}`)
    }
    pins.set(pin.cluster, { ...before, ...pin })
  }
  return pins
}

/** Clusters that scenarios name. */
export const namedClusters = (scenarios: readonly Scenario[]): ReadonlySet<string> =>
  new Set(
    scenarios.flatMap(({ pins, edits }) =>
      [...pins, ...edits].flatMap((named) => ('cluster' in named ? [named.cluster] : [])),
    ),
  )
