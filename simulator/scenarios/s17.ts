// S17, watch-storm: a control plane in standard mode whose pods become more with the day, while fifteen a second come and
// go: each is changed eight times, and all that watch are told. Beyond 120,000 pods they are told too late.
import { momentOf, type Scenario } from '../world/scenario.ts'

const cluster = 'stream-euw1-c4'

export const s17: Scenario = {
  id: 'S17',
  title: 'watch-storm',
  pins: [
    {
      cluster,
      minor: 33,
      tier: 'standard',
      nodeGroups: [
        { name: 'system', size: 40, machine: 'm6i4', image: 'AL2023' },
        { name: 'workers', size: 3_060, machine: 'm7i24', image: 'BOTTLEROCKET' },
      ],
    },
  ],
  edits: [{ do: 'pods.burst', cluster, from: momentOf(13), until: momentOf(14), perSecond: 15 }],
}
