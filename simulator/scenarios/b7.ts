// The load that reading a cluster is measured under: one of 20,000 nodes, with about 200,000 pods. Nothing happens
// in it that is not drawn.
import type { Scenario } from '../world/scenario.ts'

export const b7: Scenario = {
  id: 'B7',
  title: 'collector-load',
  pins: [
    {
      cluster: 'data-usw2-c1',
      nodeGroups: [
        { name: 'system', size: 20, machine: 'm6i4', image: 'AL2023' },
        { name: 'workers-a', size: 13_980, machine: 'r7g16', image: 'BOTTLEROCKET' },
        { name: 'workers-b', size: 6_000, machine: 'm6i4', image: 'AL2023' },
      ],
    },
  ],
  edits: [],
}
