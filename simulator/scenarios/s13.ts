// S13, tier-saturation: one control plane has almost no seat left, and the next tier has twice as many; one in standard
// mode grows ten minutes after it should have; and one of the second largest tier has pods waiting to be placed, which
// the largest would place no faster.
import { type Edit, momentOf, type PinnedGroup, type Scenario } from '../world/scenario.ts'

const group = (size: number, machine: PinnedGroup['machine']): PinnedGroup => ({
  name: 'workers',
  size,
  machine,
  image: 'AL2023',
})

const [seats, lagging, placing] = ['gpu-infer-use1', 'svc-catalog-use1', 'data-use2-c3'] as const

const holding = (
  cluster: string,
  from: string,
  until: string,
  perSecond: number,
  holdSeconds: number,
): Edit => ({
  do: 'seats.hold',
  cluster,
  from: momentOf(13, from),
  until: momentOf(13, until),
  perSecond,
  seats: 10,
  holdSeconds,
  client: {
    userAgent: 'inventory-exporter/v0.9.1',
    from: {
      namespace: 'inventory',
      name: 'inventory-exporter',
      team: 'platform',
      replicas: 12,
      image: 'registry.example.invalid/platform/inventory-exporter:v0.9.1',
    },
  },
})

export const s13: Scenario = {
  id: 'S13',
  title: 'tier-saturation',
  pins: [
    { cluster: seats, minor: 33, nodeGroups: [group(40, 'p548')], tier: 'tier-2xl' },
    { cluster: lagging, minor: 33, nodeGroups: [group(24, 'm6i4')], tier: 'standard' },
    { cluster: placing, minor: 33, nodeGroups: [group(60, 'r7g16')], tier: 'tier-4xl' },
  ],
  edits: [
    // 85 × 10 × 3.8 of 3,400 seats.
    holding(seats, '16:00', '16:20', 85, 3.8),
    // 300 of 600 seats, then three times as many.
    holding(lagging, '15:30', '16:00', 10, 3),
    holding(lagging, '16:00', '16:20', 30, 3),
    {
      do: 'pods.burst',
      cluster: placing,
      from: momentOf(13, '16:00'),
      until: momentOf(13, '16:20'),
      perSecond: 440,
    },
  ],
}
