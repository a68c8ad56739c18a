// How what stands behind a caller is said: workloads with pods and owners, or why none is known. Pure.
import { visible } from '../../../components/format/name.ts'
import { plural } from '../../../components/format/number.ts'
import type { Caller, Callers, CallerWorkload } from '../../../domain/model/caller.ts'

/** Kinds that the cluster page lists, by its tab. */
const tabs: Readonly<Record<string, string>> = {
  CronJob: 'workloads',
  DaemonSet: 'workloads',
  Deployment: 'workloads',
  Job: 'workloads',
  Pod: 'pods',
  ReplicaSet: 'workloads',
  StatefulSet: 'workloads',
}

/** "DaemonSet policy-agent". */
export const workloadName = ({ kind, name }: Pick<CallerWorkload, 'kind' | 'name'>): string =>
  visible(`${kind} ${name}`)

/** Where the workload is found; kinds that are not watched lead to their cluster. */
export function workloadAddress({
  clusterId,
  kind,
  name,
}: Pick<CallerWorkload, 'clusterId' | 'kind' | 'name'>): string {
  const tab = tabs[kind]
  const params = new URLSearchParams({ cluster: clusterId })
  if (tab !== undefined) params.set('tab', tab)
  if (tab === 'workloads') params.set('kind', kind)
  if (tab !== undefined) params.set('find', name)
  return `/cluster?${params}`
}

/** Several clusters of a fleet run the same: "DaemonSet policy-agent · Policy", "… and 2 more workloads". */
export function behindText({ workloads, workloadsTotal }: Caller): string | null {
  const [first] = workloads
  if (first === undefined) return null
  const alike = workloads.filter(({ kind, name }) => kind === first.kind && name === first.name)
  const owners = new Set(alike.map(({ owner }) => owner.name))
  const others = workloadsTotal - alike.length
  const inClusters = alike.length > 1 ? ` in ${plural(alike.length, 'cluster')}` : ''
  const more = others > 0 ? ` and ${plural(others, 'more workload', 'more workloads')}` : ''
  return `${workloadName(first)}${inClusters}${more} · ${owners.size === 1 ? first.owner.name : plural(owners.size, 'owner')}`
}

/** Why nothing is named; null when something is. */
export function unknownText(
  { serviceAccount, workloads }: Caller,
  { clustersRead }: Pick<Callers, 'clustersRead'>,
) {
  if (workloads.length > 0) return null
  if (serviceAccount === null) return 'Not a service account: which workload uses it is not known.'
  return clustersRead === 0
    ? 'The objects of these clusters are not read, so its workloads are not known.'
    : 'No pod ran under it; its token may be used from elsewhere.'
}
