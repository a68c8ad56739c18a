// Which changes of workloads may have made a talker start or jump: those of workloads that run it, that have its service
// account, its name, or at least its namespace. What watched objects and audit events tell of one workload is one change.
// Ranks what is near; it never says that there is no other cause.
import type { FactChange } from '../model/cluster-change.ts'
import {
  type ChangeLink,
  type ChangeWord,
  changeLinks,
  changeWords,
  type SuspectedChange,
  type WorkloadName,
} from '../model/talker-onset.ts'

export interface SeenChange {
  readonly workload: WorkloadName
  readonly at: Date
  readonly isCreated: boolean
  readonly differs: readonly FactChange[]
  readonly images: readonly string[]
  readonly serviceAccount: string | null
}

export interface SeenRequest {
  readonly workload: WorkloadName
  readonly at: Date
  readonly verb: string
  readonly isScale: boolean
  readonly auditId: string
  readonly user: string
  readonly userAgent: string
  readonly sourceIp: string
}

export interface SuspectQuestion {
  readonly agent: string
  readonly accounts: readonly { readonly namespace: string; readonly name: string }[]
  /** Workloads whose pods run under these accounts. */
  readonly behind: readonly WorkloadName[]
  readonly changes: readonly SeenChange[]
  readonly requests: readonly SeenRequest[]
}

/** Facts of a workload whose change can change what its pods ask for; the others follow by themselves. */
const tellingFields: readonly string[] = ['images', 'desired', 'serviceAccount', 'schedule', 'isPaused']

/** The control plane's own controllers write to every workload after somebody changed it. */
const controllers =
  /^system:serviceaccount:kube-system:(deployment|daemon-set|replicaset|statefulset|cronjob|job|generic-garbage-collector|ttl-after-finished)(-controller)?$|^system:kube-controller-manager$/

const nameOf = ({ kind, namespace, name }: WorkloadName): string => JSON.stringify([kind, namespace, name])

interface Seen {
  readonly workload: WorkloadName
  readonly changes: SeenChange[]
  readonly requests: SeenRequest[]
}

function byWorkload({ changes, requests }: SuspectQuestion): Seen[] {
  const found = new Map<string, Seen>()
  const of = (workload: WorkloadName): Seen => {
    const seen = found.get(nameOf(workload)) ?? { workload, changes: [], requests: [] }
    found.set(nameOf(workload), seen)
    return seen
  }
  for (const change of changes) {
    const differs = change.differs.filter(({ field }) => tellingFields.includes(field))
    if (change.isCreated || differs.length > 0) of(change.workload).changes.push({ ...change, differs })
  }
  for (const request of requests) {
    if (!controllers.test(request.user)) of(request.workload).requests.push(request)
  }
  return [...found.values()]
}

function linkOf(
  { agent, accounts, behind }: SuspectQuestion,
  { workload, changes }: Seen,
): ChangeLink | null {
  const { namespace, name } = workload
  if (behind.some((one) => nameOf(one) === nameOf(workload))) return 'runs it'
  const own = accounts.filter((account) => account.namespace === namespace)
  if (changes.some(({ serviceAccount }) => own.some((account) => account.name === serviceAccount)))
    return 'its service account'
  if (name === agent || own.some((account) => account.name === name)) return 'its name'
  return own.length > 0 ? 'its namespace' : null
}

const oldestFirst = (left: { at: Date }, right: { at: Date }) => left.at.getTime() - right.at.getTime()

function wordOf(request: SeenRequest | undefined, change: SeenChange | undefined): ChangeWord {
  if (request?.verb === 'create' || change?.isCreated) return 'created'
  const fields = change?.differs.map(({ field }) => field) ?? []
  if (fields.includes('images')) return 'rolled out'
  return request?.isScale || fields.includes('desired') ? 'scaled' : 'changed'
}

/** One change of a workload, out of all that was seen of it; the creation, or else what came last. */
function suspectOf(seen: Seen, link: ChangeLink): SuspectedChange | null {
  const requests = seen.requests.toSorted(oldestFirst)
  const changes = seen.changes.toSorted(oldestFirst)
  const created = requests.find(({ verb }) => verb === 'create')
  const change =
    changes.find(({ isCreated }) => isCreated) ??
    changes.findLast(({ differs }) => differs.some(({ field }) => field === 'images')) ??
    changes.at(-1)
  // Whoever wrote last before an object was seen to differ made it so.
  const until = change === undefined ? Number.POSITIVE_INFINITY : change.at.getTime() + 60_000
  const request = created ?? requests.findLast(({ at }) => at.getTime() <= until) ?? requests.at(-1)
  const at = request?.at ?? change?.at
  if (at === undefined) return null
  return {
    ...{ what: wordOf(request, change), at, workload: seen.workload, link },
    who:
      request === undefined
        ? null
        : { user: request.user, userAgent: request.userAgent, sourceIp: request.sourceIp },
    request: request === undefined ? null : { auditId: request.auditId, at: request.at, verb: request.verb },
    differs: change?.differs ?? [],
    images: changes.at(-1)?.images ?? [],
  }
}

/** Likeliest first: by link, then by what was done, then by how shortly before; the others are counted. */
export function suspectedChanges(question: SuspectQuestion): { suspects: SuspectedChange[]; others: number } {
  const all = byWorkload(question)
  const suspects = all.flatMap((seen) => {
    const link = linkOf(question, seen)
    return link === null ? [] : (suspectOf(seen, link) ?? [])
  })
  const order = (left: SuspectedChange, right: SuspectedChange) =>
    changeLinks.indexOf(left.link) - changeLinks.indexOf(right.link) ||
    changeWords.indexOf(left.what) - changeWords.indexOf(right.what) ||
    right.at.getTime() - left.at.getTime()
  return { suspects: suspects.sort(order), others: all.length - suspects.length }
}
