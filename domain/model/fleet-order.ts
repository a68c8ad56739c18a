// In which order a fleet is listed. Each order ends with the number of nodes and the id, so that equal rows
// keep their places from page to page.
import { supportBands } from '../support/support-band.ts'
import { clusterHealths } from './cluster-health.ts'
import type { FleetRow } from './fleet-row.ts'

export const fleetSorts = [
  'risk',
  'name',
  'account',
  'region',
  'version',
  'support',
  'nodes',
  'pods',
  'tier',
  'fee',
  'findings',
  'ownFindings',
  'owner',
  'age',
] as const
export type FleetSort = (typeof fleetSorts)[number]

type Key = (row: FleetRow) => number | string | null

/** "1.9" before "1.10". */
const minorOf: Key = ({ version }) => {
  const [major = Number.NaN, minor = Number.NaN] = (version ?? '').split('.').map(Number)
  return Number.isNaN(minor) ? null : major * 10_000 + minor
}
const most =
  (of: (row: FleetRow) => number | null): Key =>
  (row) => {
    const value = of(row)
    return value === null ? null : -value
  }
const worstHealth: Key = ({ health }) => clusterHealths.indexOf(health)
const mostPressing: Key = ({ supportBand }) => supportBands.indexOf(supportBand)
const mostErrors = most(({ findings }) =>
  findings === null ? null : findings.error * 1_000 + findings.warning,
)
const mostOwnErrors = most(({ ownFindings }) =>
  ownFindings === null ? null : ownFindings.error * 1_000 + ownFindings.warning,
)
const mostNodes = most(({ nodes }) => nodes)

/** Names from A and the oldest first, what is worst or most first for the rest; "reverse" turns it round. */
const keys: Record<FleetSort, readonly Key[]> = {
  risk: [worstHealth, mostPressing, mostOwnErrors, mostErrors],
  name: [({ name }) => name],
  account: [({ accountName, accountId }) => accountName ?? accountId],
  region: [({ region }) => region],
  version: [minorOf],
  support: [mostPressing],
  nodes: [mostNodes],
  pods: [most(({ pods }) => pods)],
  tier: [({ tier }) => tier],
  fee: [most(({ feeMicroUsdPerHour }) => feeMicroUsdPerHour)],
  findings: [mostErrors],
  ownFindings: [mostOwnErrors],
  owner: [({ owner }) => owner.name],
  age: [({ asOf }) => asOf?.getTime() ?? null],
}

/** What is not known comes last, whichever way it is turned. */
function compare(first: number | string | null, second: number | string | null, sign: 1 | -1): number {
  if (first === second) return 0
  if (first === null || second === null) return first === null ? 1 : -1
  return first < second ? -sign : sign
}

/** A new array; `rows` stays as it is. */
export function orderFleet<Row extends FleetRow>(
  rows: readonly Row[],
  sort: FleetSort,
  reverse: boolean,
): Row[] {
  const sign = reverse ? -1 : 1
  const turned = keys[sort]
  const all = [...turned, mostNodes, ({ clusterId }: FleetRow) => clusterId]
  // A row's keys are asked for once and not at every comparison.
  const keyed = rows.map((row) => ({ row, of: all.map((key) => key(row)) }))
  keyed.sort((left, right) => {
    for (let at = 0; at < all.length; at += 1) {
      const order = compare(left.of[at] ?? null, right.of[at] ?? null, at < turned.length ? sign : 1)
      if (order !== 0) return order
    }
    return 0
  })
  return keyed.map(({ row }) => row)
}
