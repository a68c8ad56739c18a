// The columns a person may choose for the fleet's table: what each is called, how it sorts, and its values in a
// file. The cells a person sees are drawn in _panels/fleet-cell.tsx, by the same ids.
import type { CsvValue } from '../../../components/format/csv.ts'
import type { FleetSort } from '../../../domain/model/fleet-order.ts'
import type { FleetRow } from './fleet-view.ts'

export interface FileColumn {
  readonly id: string
  readonly label: string
  readonly unit?: string
  /** In full. */
  readonly value: (row: FleetRow) => CsvValue
}

export interface FleetColumn extends FileColumn {
  readonly sort?: FleetSort
  readonly num?: boolean
  readonly title?: string
  /** Shown where there is room for it, unless it was chosen; in a file always. */
  readonly isWide?: boolean
  /** What its cell says besides, in columns of its own in a file. */
  readonly also?: readonly FileColumn[]
}

const day = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null
/** Whole micro-dollars of an hour → decimal dollars. */
const usd = (micro: number | null): string | null => (micro === null ? null : (micro / 1e6).toFixed(6))
/** Of facets' words: what a file says, too. */
const backupWord = (is: boolean | null): string | null =>
  is === null ? null : is ? 'protected' : 'unprotected'
const onOff = (is: boolean | null): string | null => (is === null ? null : is ? 'on' : 'off')

/** Of every table: what a row is. */
const named: FleetColumn = {
  id: 'name',
  label: 'Cluster',
  sort: 'name',
  value: ({ name }) => name,
  also: [
    { id: 'accountName', label: 'Account name', value: ({ accountName }) => accountName },
    { id: 'clusterId', label: 'Cluster id', value: ({ clusterId }) => clusterId },
  ],
}

/** Shown unless others are chosen, in this order. */
const first: readonly FleetColumn[] = [
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
    id: 'findingErrors',
    label: 'Findings',
    title: 'Of our own checks, not waived: errors and warnings',
    value: ({ ownFindings }) => ownFindings?.error ?? null,
    also: [
      {
        id: 'findingWarnings',
        label: 'Finding warnings',
        value: ({ ownFindings }) => ownFindings?.warning ?? null,
      },
      {
        id: 'findingUnknowns',
        label: 'Findings not known',
        value: ({ ownFindings }) => ownFindings?.unknown ?? null,
      },
    ],
  },
  {
    id: 'deletionProtection',
    label: 'Prot.',
    title: 'Deletion protection, and backup by AWS Backup',
    value: ({ deletionProtection }) => onOff(deletionProtection),
  },
  {
    id: 'owner',
    label: 'Owner',
    sort: 'owner',
    value: ({ owner }) => owner.name,
    also: [{ id: 'ownerContact', label: 'Owner contact', value: ({ owner }) => owner.contact }],
  },
  {
    id: 'health',
    label: 'Health',
    sort: 'risk',
    title: 'Sorts the worst first',
    value: ({ health }) => health,
    also: [
      {
        id: 'healthReasons',
        label: 'Why',
        value: ({ reasons }) => reasons.map(({ says }) => says).join('; '),
      },
    ],
  },
]

const further: readonly FleetColumn[] = [
  {
    id: 'insightErrors',
    label: 'Insights',
    sort: 'findings',
    title: 'The provider’s own upgrade insights: errors and warnings',
    value: ({ findings }) => findings?.error ?? null,
    also: [
      {
        id: 'insightWarnings',
        label: 'Insight warnings',
        value: ({ findings }) => findings?.warning ?? null,
      },
    ],
  },
  {
    id: 'supportEndsOn',
    label: 'Support ends',
    sort: 'support',
    value: ({ support }) => day(support.endsAt),
  },
  {
    id: 'forcedUpgradeOn',
    label: 'Upgraded by force',
    value: ({ support }) => day(support.forcedUpgradeAt),
  },
  {
    id: 'extendedUsdPerHour',
    label: 'Extended/h',
    unit: 'USD',
    num: true,
    title: 'The part of the fee that is for extended support',
    value: ({ extendedMicroUsdPerHour }) => usd(extendedMicroUsdPerHour),
  },
  { id: 'accountId', label: 'Account', sort: 'account', value: ({ accountId }) => accountId },
  { id: 'ou', label: 'Organisational unit', value: ({ ouPath }) => ouPath },
  { id: 'provider', label: 'Provider', value: ({ provider }) => provider },
  { id: 'platformVersion', label: 'Platform version', value: ({ platformVersion }) => platformVersion },
  { id: 'nodesReady', label: 'Nodes ready', num: true, value: ({ nodesReady }) => nodesReady },
  { id: 'podsPending', label: 'Pods pending', num: true, value: ({ podsPending }) => podsPending },
  { id: 'gpus', label: 'GPUs', num: true, value: ({ gpus }) => gpus },
  {
    id: 'addOnsBehind',
    label: 'Add-ons behind',
    num: true,
    title: 'Add-ons of which a newer version is listed',
    value: ({ addOns }) => addOns?.behind ?? null,
    also: [{ id: 'addOns', label: 'Add-ons', value: ({ addOns }) => addOns?.total ?? null }],
  },
  {
    id: 'endpoint',
    label: 'API endpoint',
    value: ({ endpointPublic }) => (endpointPublic === null ? null : endpointPublic ? 'public' : 'private'),
  },
  {
    id: 'logging',
    label: 'Control plane logs',
    value: ({ logging }) => (logging === null ? null : logging.length === 0 ? 'off' : logging.join(' ')),
  },
  {
    id: 'backup',
    label: 'Backup',
    title: 'By AWS Backup: how old the newest one is',
    value: ({ backup }) => backupWord(backup.isProtected),
    also: [
      {
        id: 'lastBackupAt',
        label: 'Last backup',
        unit: 'UTC',
        value: ({ backup }) => backup.lastBackupAt?.toISOString() ?? null,
      },
      {
        id: 'backupKnownAt',
        label: 'Backup known at',
        unit: 'UTC',
        value: ({ backup }) => backup.knownAt?.toISOString() ?? null,
      },
      { id: 'backupUnknownWhy', label: 'Backup not known', value: ({ backup }) => backup.unknownWhy },
    ],
  },
  { id: 'status', label: 'Life cycle', value: ({ status }) => status },
  {
    id: 'tags',
    label: 'Tags',
    value: ({ tags }) =>
      Object.entries(tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
  },
  { id: 'sources', label: 'Read by', value: ({ sources }) => sources.join(' ') },
  {
    id: 'asOf',
    label: 'As of',
    unit: 'UTC',
    sort: 'age',
    value: ({ asOf }) => asOf?.toISOString() ?? null,
  },
  { id: 'arn', label: 'ARN', value: ({ arn }) => arn },
]

/** In the order in which they are offered. */
export const choosableColumns: readonly FleetColumn[] = [...first, ...further]
const byId = new Map(choosableColumns.map((column) => [column.id, column]))

export const defaultColumnIds: readonly string[] = first.map(({ id }) => id)

export const isColumnId = (id: string): boolean => byId.has(id)

/** What a row is, then the chosen columns in their order; null is the usual ones. */
export function columnsOf(chosen: readonly string[] | null): readonly FleetColumn[] {
  if (chosen === null) return [named, ...first]
  const columns = chosen.flatMap((id) => byId.get(id) ?? [])
  return [named, ...columns.map((column) => ({ ...column, isWide: false }))]
}

/** Null when they are the usual ones in their order: then the address does not name them. */
export function chosenOrUsual(ids: readonly string[]): string[] | null {
  const isUsual = ids.length === defaultColumnIds.length && ids.every((id, at) => id === defaultColumnIds[at])
  return isUsual ? null : [...ids]
}

/** The ids with one of them a place earlier (-1) or later (1); as they are at the ends. */
export function moveColumn(ids: readonly string[], id: string, step: -1 | 1): string[] {
  const at = ids.indexOf(id)
  const to = at + step
  const moved = [...ids]
  if (at === -1 || to < 0 || to >= ids.length) return moved
  moved.splice(at, 1)
  moved.splice(to, 0, id)
  return moved
}

/** The columns of a file: those chosen, each followed by what its cell says besides. */
export const fileColumns = (columns: readonly FleetColumn[]): readonly FileColumn[] =>
  columns.flatMap((column) => [column, ...(column.also ?? [])])
