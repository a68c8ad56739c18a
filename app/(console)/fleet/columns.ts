// The columns of the fleet's table: what each is called, how it sorts, and its value in a file. The cells a
// person sees are drawn in _panels/fleet-row.tsx, in the same order.
import type { CsvValue } from '../../../components/format/csv.ts'
import type { FleetSort } from '../../../domain/model/fleet-order.ts'
import type { FleetRow } from './fleet-view.ts'

export interface FleetColumn {
  readonly id: string
  readonly label: string
  readonly unit?: string
  readonly sort?: FleetSort
  readonly num?: boolean
  readonly title?: string
  /** Shown where there is room for it; in a file always. */
  readonly isWide?: boolean
  /** In full, for a file; one that has none is a part of another column. */
  readonly value: (row: FleetRow) => CsvValue
}

const day = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null
/** Whole micro-dollars of an hour → decimal dollars. */
const usd = (micro: number | null): string | null => (micro === null ? null : (micro / 1e6).toFixed(6))

/** Shown on screen, in this order. */
export const fleetColumns: readonly FleetColumn[] = [
  { id: 'name', label: 'Cluster', sort: 'name', value: ({ name }) => name },
  { id: 'region', label: 'Region', sort: 'region', value: ({ region }) => region },
  {
    id: 'version',
    label: 'Ver.',
    sort: 'version',
    title: 'Kubernetes version',
    value: ({ version }) => version,
  },
  {
    id: 'support',
    label: 'Support',
    sort: 'support',
    title: 'By version and calendar; sorts the most pressing first',
    value: ({ support }) => support.status,
  },
  { id: 'compute', label: 'Compute', value: ({ compute }) => compute.join(' ') },
  { id: 'nodes', label: 'Nodes', sort: 'nodes', num: true, value: ({ nodes }) => nodes },
  { id: 'pods', label: 'Pods', sort: 'pods', num: true, value: ({ pods }) => pods },
  { id: 'tier', label: 'Tier', sort: 'tier', title: 'Control plane tier', value: ({ tier }) => tier },
  {
    id: 'feeUsdPerHour',
    label: 'Fee/h',
    unit: 'USD',
    sort: 'fee',
    num: true,
    isWide: true,
    title: 'List price of the control plane; extended support included',
    value: ({ feeMicroUsdPerHour }) => usd(feeMicroUsdPerHour),
  },
  {
    id: 'insightErrors',
    label: 'Insights',
    sort: 'findings',
    title: 'The provider’s own upgrade insights: errors and warnings',
    value: ({ findings }) => findings?.error ?? null,
  },
  {
    id: 'deletionProtection',
    label: 'Prot.',
    title: 'Deletion protection',
    value: ({ deletionProtection }) =>
      deletionProtection === null ? null : deletionProtection ? 'on' : 'off',
  },
  { id: 'owner', label: 'Owner', sort: 'owner', value: ({ owner }) => owner.name },
  {
    id: 'health',
    label: 'Health',
    sort: 'risk',
    title: 'Sorts the worst first',
    value: ({ health }) => health,
  },
]

/** What belongs to the columns on screen and has no column of its own there. */
export const furtherColumns: readonly FleetColumn[] = [
  { id: 'clusterId', label: 'Cluster id', value: ({ clusterId }) => clusterId },
  { id: 'arn', label: 'ARN', value: ({ arn }) => arn },
  { id: 'accountId', label: 'Account', value: ({ accountId }) => accountId },
  { id: 'accountName', label: 'Account name', value: ({ accountName }) => accountName },
  { id: 'provider', label: 'Provider', value: ({ provider }) => provider },
  { id: 'platformVersion', label: 'Platform version', value: ({ platformVersion }) => platformVersion },
  { id: 'supportEndsOn', label: 'Support ends', value: ({ support }) => day(support.endsAt) },
  { id: 'forcedUpgradeOn', label: 'Upgraded by force', value: ({ support }) => day(support.forcedUpgradeAt) },
  { id: 'nodesReady', label: 'Nodes ready', value: ({ nodesReady }) => nodesReady },
  { id: 'podsPending', label: 'Pods pending', value: ({ podsPending }) => podsPending },
  { id: 'gpus', label: 'GPUs', value: ({ gpus }) => gpus },
  { id: 'insightWarnings', label: 'Insight warnings', value: ({ findings }) => findings?.warning ?? null },
  { id: 'addOnsBehind', label: 'Add-ons behind', value: ({ addOns }) => addOns?.behind ?? null },
  { id: 'ownerContact', label: 'Owner contact', value: ({ owner }) => owner.contact },
  { id: 'healthReasons', label: 'Why', value: ({ reasons }) => reasons.map(({ says }) => says).join('; ') },
  { id: 'asOf', label: 'As of', unit: 'UTC', value: ({ asOf }) => asOf?.toISOString() ?? null },
]
