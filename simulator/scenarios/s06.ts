// S06, al2-at-1.33: three clusters whose next version has no Amazon Linux 2, and 726 of their nodes run it.
import type { Pin, PinnedGroup, Scenario } from '../world/scenario.ts'

const group = (name: string, size: number, machine: PinnedGroup['machine'], image: PinnedGroup['image']) => ({
  name,
  size,
  machine,
  image,
})

const pins: readonly Pin[] = [
  {
    cluster: 'legacy-payments-use1',
    minor: 32,
    nodeGroups: [
      group('system', 28, 'm6i4', 'AL2023'),
      group('workers-a', 150, 'm6i4', 'AL2'),
      group('workers-b', 62, 'm6i1', 'AL2'),
    ],
  },
  {
    cluster: 'svc-ads-use1',
    minor: 32,
    nodeGroups: [group('system', 10, 'm6i4', 'AL2'), group('workers-a', 86, 'm6i4', 'AL2')],
  },
  {
    cluster: 'data-euw1-c1',
    minor: 32,
    nodeGroups: [
      group('system', 20, 'm6i4', 'AL2023'),
      group('workers-a', 418, 'r7g16', 'AL2'),
      group('workers-b', 582, 'm6i4', 'BOTTLEROCKET'),
    ],
  },
]

export const s06: Scenario = { id: 'S06', title: 'al2-at-1.33', pins, edits: [] }
