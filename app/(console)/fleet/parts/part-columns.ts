// The columns of node groups and add-ons as a file holds them: those of the screen in its order, then what
// belongs to them. Values in full; nothing here reads or downloads.
import type { CsvValue } from '../../../../components/format/csv.ts'
import type { AddOnPage, NodeGroupPage, NodePage } from './part-view.ts'

type NodeGroupRow = NodeGroupPage['rows'][number]
type AddOnRow = AddOnPage['rows'][number]
type NodeRow = NodePage['rows'][number]

export interface PartColumn<Row> {
  readonly id: string
  readonly label: string
  readonly value: (row: Row) => CsvValue
}

const issues = ({ facts }: { readonly facts: { readonly health: NodeGroupRow['facts']['health'] } }) =>
  facts.health.map(({ code, message }) => `${code}: ${message}`).join('; ')

type Placed = Pick<
  NodeGroupRow,
  'accountId' | 'accountName' | 'clusterId' | 'clusterName' | 'clusterVersion' | 'owner' | 'region'
>
const placed: readonly PartColumn<Placed>[] = [
  { id: 'clusterVersion', label: 'Cluster version', value: ({ clusterVersion }) => clusterVersion },
  { id: 'clusterId', label: 'Cluster id', value: ({ clusterId }) => clusterId },
  { id: 'accountId', label: 'Account', value: ({ accountId }) => accountId },
  { id: 'accountName', label: 'Account name', value: ({ accountName }) => accountName },
  { id: 'ownerContact', label: 'Owner contact', value: ({ owner }) => owner.contact },
]

/** As kubectl writes them. */
const taintsOf = (taints: NodeGroupRow['facts']['taints']): string =>
  taints.map(({ key, value, effect }) => `${key}${value === null ? '' : `=${value}`}:${effect}`).join(' ')

export const nodeGroupColumns: readonly PartColumn<NodeGroupRow>[] = [
  { id: 'name', label: 'Node group', value: ({ name }) => name },
  { id: 'cluster', label: 'Cluster', value: ({ clusterName }) => clusterName },
  { id: 'region', label: 'Region', value: ({ region }) => region },
  { id: 'version', label: 'Version', value: ({ facts }) => facts.version },
  { id: 'minorsBehind', label: 'Minors behind', value: ({ skew }) => skew.minorsBehind },
  { id: 'image', label: 'Image', value: ({ facts }) => facts.amiType },
  { id: 'instanceTypes', label: 'Instance types', value: ({ facts }) => facts.instanceTypes.join(' ') },
  { id: 'capacity', label: 'Capacity', value: ({ facts }) => facts.capacityType },
  { id: 'size', label: 'Size', value: ({ facts }) => facts.desiredSize },
  { id: 'owner', label: 'Owner', value: ({ owner }) => owner.name },
  { id: 'status', label: 'State', value: ({ facts }) => facts.status },
  { id: 'issues', label: 'Health issues', value: issues },
  { id: 'minSize', label: 'Least', value: ({ facts }) => facts.minSize },
  { id: 'maxSize', label: 'Most', value: ({ facts }) => facts.maxSize },
  { id: 'releaseVersion', label: 'Image release', value: ({ facts }) => facts.releaseVersion },
  {
    id: 'repair',
    label: 'Node repair',
    value: ({ facts }) => (facts.nodeRepair === null ? null : facts.nodeRepair ? 'on' : 'off'),
  },
  {
    id: 'taints',
    label: 'Taints',
    value: ({ facts }) => taintsOf(facts.taints),
  },
  ...placed,
]

export const nodeColumns: readonly PartColumn<NodeRow>[] = [
  { id: 'name', label: 'Node', value: ({ name }) => name },
  { id: 'cluster', label: 'Cluster', value: ({ clusterName }) => clusterName },
  { id: 'region', label: 'Region', value: ({ region }) => region },
  { id: 'kubeletVersion', label: 'Kubelet', value: ({ facts }) => facts.kubeletVersion },
  { id: 'instanceType', label: 'Instance type', value: ({ facts }) => facts.instanceType },
  { id: 'zone', label: 'Zone', value: ({ facts }) => facts.zone },
  { id: 'osImage', label: 'Image', value: ({ facts }) => facts.osImage },
  { id: 'taints', label: 'Taints', value: ({ facts }) => taintsOf(facts.taints) },
  { id: 'cpuMillicores', label: 'CPU (millicores)', value: ({ cpuMillicores }) => cpuMillicores },
  { id: 'memoryBytes', label: 'Memory (bytes)', value: ({ memoryBytes }) => memoryBytes },
  { id: 'gpus', label: 'GPUs', value: ({ gpus }) => gpus },
  { id: 'owner', label: 'Owner', value: ({ owner }) => owner.name },
  { id: 'state', label: 'State', value: ({ phase }) => phase },
  { id: 'cordoned', label: 'Cordoned', value: ({ facts }) => (facts.isUnschedulable ? 'yes' : 'no') },
  {
    id: 'conditions',
    label: 'Conditions',
    value: ({ facts }) => facts.problems.map(({ type, reason }) => `${type}: ${reason ?? ''}`).join('; '),
  },
  { id: 'nodeGroup', label: 'Node group', value: ({ facts }) => facts.nodeGroup },
  { id: 'capacityType', label: 'Capacity', value: ({ facts }) => facts.capacityType },
  { id: 'architecture', label: 'Architecture', value: ({ facts }) => facts.architecture },
  { id: 'createdAt', label: 'Created', value: ({ createdAt }) => createdAt.toISOString() },
  ...placed,
]

export const addOnColumns: readonly PartColumn<AddOnRow>[] = [
  { id: 'name', label: 'Add-on', value: ({ name }) => name },
  { id: 'cluster', label: 'Cluster', value: ({ clusterName }) => clusterName },
  { id: 'region', label: 'Region', value: ({ region }) => region },
  { id: 'version', label: 'Version', value: ({ facts }) => facts.version },
  { id: 'versionsBehind', label: 'Versions behind', value: ({ facts }) => facts.versionsBehind },
  { id: 'latest', label: 'Newest listed', value: ({ facts }) => facts.latestVersion },
  { id: 'publisher', label: 'Publisher', value: ({ facts }) => facts.publisher },
  { id: 'owner', label: 'Owner', value: ({ owner }) => owner.name },
  { id: 'status', label: 'State', value: ({ facts }) => facts.status },
  { id: 'issues', label: 'Health issues', value: issues },
  ...placed,
]
