// Whose cluster is it, when a source comes with a suggested id and other names of it? Decides by what is
// known so far; two clusters are never made one in silence, and one never becomes two.
import type { AliasKind, ClusterAlias } from './cluster.ts'
import type { ClusterId } from './cluster-id.ts'

export interface KnownAlias extends ClusterAlias {
  readonly clusterId: ClusterId
  /** The source that first told it. */
  readonly sourceId: string
  /** That source still speaks of the cluster. */
  readonly isTold: boolean
}

export interface IdentityQuestion {
  readonly suggestedId: ClusterId
  readonly aliases: readonly ClusterAlias[]
  readonly sourceId: string
  /** There is a cluster of the suggested id. */
  readonly isIdKnown: boolean
  /** Every alias of every cluster that one of `aliases` or the suggested id belongs to. */
  readonly known: readonly KnownAlias[]
}

export type Identity =
  | {
      readonly ok: true
      readonly clusterId: ClusterId
      readonly fresh: readonly ClusterAlias[]
      /** Names of a cluster that was made anew under the same ARN or endpoint. */
      readonly replaced: readonly KnownAlias[]
    }
  | { readonly ok: false; readonly says: string }

const words: Record<AliasKind, string> = {
  arn: 'ARN',
  endpoint: 'endpoint',
  'kube-system': 'UID of kube-system',
}
const isSame = (left: ClusterAlias, right: ClusterAlias): boolean =>
  left.kind === right.kind && left.value === right.value

const refused = (says: string): Identity => ({ ok: false, says: `${says} Nothing was merged.` })

/** A cluster has one ARN and one kube-system; it may be reached by several endpoints. */
const isUnique = (kind: AliasKind): boolean => kind !== 'endpoint'

function againstKnown(question: IdentityQuestion, clusterId: ClusterId): Identity {
  const { aliases, known, sourceId } = question
  const own = known.filter((alias) => alias.clusterId === clusterId)
  const fresh = aliases.filter((alias) => !own.some((each) => isSame(each, alias)))
  const others = own.filter(({ kind }) => isUnique(kind) && fresh.some((alias) => alias.kind === kind))
  // Made anew behind the same address: its own source says so, or nobody speaks for the old one any more.
  const isReplaced = (alias: KnownAlias): boolean =>
    alias.kind === 'kube-system' && (alias.sourceId === sourceId || !alias.isTold)
  const contrary = others.find((alias) => !isReplaced(alias))
  if (contrary === undefined) return { ok: true, clusterId, fresh, replaced: others }
  const told = fresh.find(({ kind }) => kind === contrary.kind)
  return refused(
    `${clusterId} has the ${words[contrary.kind]} ${contrary.value}, told by ${contrary.sourceId}, and this cluster has ${told?.value}: two clusters behind one name. Check where both sources lead; remove the one whose cluster is gone.`,
  )
}

/** No alias is known; the suggested id may be free, or that of a cluster of which less is known. */
function bySuggestedId(question: IdentityQuestion): Identity {
  const { suggestedId, aliases, known } = question
  const own = known.filter(({ clusterId }) => clusterId === suggestedId)
  const contrary = own.find(({ kind }) => aliases.some((alias) => alias.kind === kind))
  if (contrary === undefined) return { ok: true, clusterId: suggestedId, fresh: aliases, replaced: [] }
  return refused(
    `the id ${suggestedId} is that of another cluster, known by the ${words[contrary.kind]} ${contrary.value} from ${contrary.sourceId}. Give this source an id of its own: set "cluster" where it is defined.`,
  )
}

export function identityOf(question: IdentityQuestion): Identity {
  const { suggestedId, aliases, isIdKnown, known } = question
  const owners = known.filter((each) => aliases.some((alias) => isSame(alias, each)))
  const [first] = owners
  if (first === undefined) return bySuggestedId(question)
  if (owners.some(({ clusterId }) => clusterId !== first.clusterId)) {
    const list = owners.map(({ kind, value, clusterId }) => `${words[kind]} ${value} is ${clusterId}`)
    return refused(
      `the names of this cluster belong to different ones: ${list.join(', ')}. Check where the sources of these clusters lead; remove the one whose cluster is gone.`,
    )
  }
  if (first.clusterId !== suggestedId && isIdKnown) {
    return refused(
      `this cluster is known as ${first.clusterId} by its ${words[first.kind]} ${first.value}, and there is another one called ${suggestedId}. If they are the same, set "cluster: ${first.clusterId}" where this source is defined and send what goes to ${suggestedId} to ${first.clusterId}.`,
    )
  }
  return againstKnown(question, first.clusterId)
}
