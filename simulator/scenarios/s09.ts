// S09, gpu-xid: the accelerators of a whole block of the network fall off the bus at once, and EKS replaces the
// nodes; in the other a quarter of a pool breaks, which is more than EKS repairs.
import { type Edit, type Gang, momentOf, type Scenario } from '../world/scenario.ts'

const at = momentOf(13, '22:00')

const broken = (cluster: string, group: string, first: number, count: number): Edit => ({
  do: 'nodes.fail',
  cluster,
  at,
  group,
  first,
  count,
  xid: 79,
})

/** So many that 128 nodes are no more than a fifth of their group, at any scale. */
const leastNodes = 960

/** The second block of 128 below one network node, and who trains on it. */
const block = { group: 'workers-a', first: 128, count: 128 } as const

const training: Gang = {
  ...block,
  namespace: 'training',
  name: 'pretrain-14b',
  team: 'research',
  image: 'registry.example.invalid/training/pretrain:v3.2.0',
}

export const s09: Scenario = {
  id: 'S09',
  title: 'gpu-xid',
  pins: [{ cluster: 'ultra-research', leastNodes }],
  edits: [
    { do: 'gang.run', cluster: 'ultra-research', gang: training, from: momentOf(-2, '08:00') },
    broken('ultra-research', block.group, block.first, block.count),
  ],
}

export const s09b: Scenario = {
  id: 'S09-b',
  title: 'gpu-xid, more than is repaired',
  pins: [
    {
      cluster: 'gpu-infer-usw2',
      nodeGroups: [
        { name: 'system', size: 4, machine: 'm6i4', image: 'AL2023' },
        { name: 'pool', size: 40, machine: 'p548', image: 'AL2023' },
      ],
    },
  ],
  edits: [broken('gpu-infer-usw2', 'pool', 8, 10)],
}
