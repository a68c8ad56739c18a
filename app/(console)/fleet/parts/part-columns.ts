// The columns of node groups and add-ons as a file holds them: those of the screen in its order, then what
// belongs to them. Values in full; nothing here reads or downloads.
import type { CsvValue } from '../../../../components/format/csv.ts'
import type { AddOnPage, NodeGroupPage } from './part-view.ts'

type NodeGroupRow = NodeGroupPage['rows'][number]
type AddOnRow = AddOnPage['rows'][number]

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
    value: ({ facts }) =>
      facts.taints
        .map(({ key, value, effect }) => `${key}${value === null ? '' : `=${value}`}:${effect}`)
        .join(' '),
  },
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
