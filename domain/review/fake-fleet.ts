// Snapshots of fleets that are not there, for tests: made of what a test says, or drawn from a seed. Two fleets share
// some of their clusters.
import type { ClusterSnapshot, FindingSnapshot, FleetSnapshot } from './snapshot.ts'

export const at = '2026-11-26T10:00:00.000Z'

export const fakeCluster = (over: Partial<ClusterSnapshot> & { clusterId: string }): ClusterSnapshot => ({
  ...{ name: over.clusterId, owner: 'ads', provider: 'eks', version: '1.33', tier: 'standard' },
  ...{ createdAt: '2025-01-01T00:00:00Z', support: 'standard', supportEnds: '2027-07-29' },
  ...{ supportNext: 'extended', forcedUpgrade: '2028-07-29', extendedMicroUsd: 0, hasFee: true },
  ...{
    protection: true,
    addOns: { 'vpc-cni': 'v1.20.4' },
    nodeGroups: { core: '1.33 AL2023' },
    findings: [],
  },
  ...{ findingsLeftOut: 0, staleSince: null, isHeard: true, isSimulated: false },
  ...over,
})

export const fakeFinding = (over: Partial<FindingSnapshot> & { id: string }): FindingSnapshot => ({
  ...{ check: 'kubelet-skew', status: 'error', subject: 'NodeGroup core' },
  ...over,
})

export const fakeFleet = (clusters: readonly ClusterSnapshot[], takenAt = at): FleetSnapshot => ({
  takenAt,
  clusters: [...clusters].sort((left, right) => (left.clusterId < right.clusterId ? -1 : 1)),
  owners: ['ads', 'billing', 'search'].map((id) => ({ id, name: `Team ${id}`, contact: `#${id}` })),
  calendar: [],
  asOf: takenAt,
})

const owners = ['ads', 'billing', 'search', 'unowned']
const days = ['2026-11-20', '2026-11-27', '2026-12-02', '2027-01-30', '2027-07-29']

/** Draws one of some values; the same seed draws the same. */
function drawer(seed: number) {
  let state = seed >>> 0
  const below = (count: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    return ((state ^ (state >>> 13)) >>> 0) % count
  }
  return <T>(...values: readonly [T, ...T[]]): T => values[below(values.length)] as T
}
type Draw = ReturnType<typeof drawer>

function drawFinding(draw: Draw, id: string): FindingSnapshot {
  const [owner, deadline] = [draw(null, ...owners), draw(null, ...days)]
  return {
    id,
    check: draw('kubelet-skew', 'amazon-linux-2', 'support-end', 'missing-probes'),
    status: draw('error', 'warning', 'unknown'),
    subject: draw('NodeGroup core', 'Deployment shop/cart'),
    ...(owner !== null && { owner }),
    ...(deadline !== null && { deadline }),
    ...(draw(true, false, false) && { waived: true as const }),
  }
}

function drawParts(draw: Draw, names: readonly string[], versions: readonly [string, ...string[]]) {
  if (draw(true, false, false)) return null
  return Object.fromEntries(names.filter(() => draw(true, false)).map((name) => [name, draw(...versions)]))
}

function drawCluster(draw: Draw, clusterId: string): ClusterSnapshot {
  return fakeCluster({
    clusterId,
    owner: draw('ads', ...owners),
    version: draw(null, '1.31', '1.32', '1.33', '1.34'),
    tier: draw(null, 'standard', 'tier-xl'),
    createdAt: draw(null, '2025-01-01T00:00:00Z', '2026-11-25T00:00:00Z'),
    support: draw('standard', 'extended', 'unsupported'),
    supportEnds: draw(null, ...days),
    supportNext: draw(null, 'extended', 'unsupported'),
    forcedUpgrade: draw(null, ...days),
    extendedMicroUsd: draw(0, 500_000),
    hasFee: draw(true, false),
    protection: draw(null, true, false),
    addOns: drawParts(draw, ['vpc-cni', 'coredns', 'kube-proxy'], ['v1', 'v2', '']),
    nodeGroups: drawParts(draw, ['core', 'spot'], ['1.32 AL2', '1.33 AL2023']),
    findings: ['f1', 'f2', 'f3', 'f4']
      .filter(() => draw(true, false))
      .map((id) => drawFinding(draw, `${clusterId}-${id}`)),
    findingsLeftOut: draw(0, 0, 0, 3),
  })
}

/** Up to eight clusters. */
export function drawFleet(seed: number, takenAt = at): FleetSnapshot {
  const draw = drawer(seed)
  const ids = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'].filter(() => draw(true, true, false))
  return fakeFleet(
    ids.map((id) => drawCluster(draw, id)),
    takenAt,
  )
}
