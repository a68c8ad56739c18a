// S12, raft-vs-journal: two clusters that are alike but for the database of their control planes, written to by the same
// load: what both bear, what Raft bears badly, and what only the journal bears.
import { type Edit, momentOf, type Pin, type Scenario } from '../world/scenario.ts'

const pin = (cluster: string, store: NonNullable<Pin['store']>): Pin => ({
  cluster,
  store,
  minor: 33,
  nodeGroups: [{ name: 'workers', size: 12, machine: 'm6i4', image: 'AL2023' }],
  tier: 'tier-4xl',
})

const load = (cluster: string): Edit => ({
  do: 'writes.run',
  cluster,
  client: {
    userAgent: 'write-load/v1.0.0',
    from: {
      namespace: 'write-load',
      name: 'write-load',
      team: 'platform',
      replicas: 4,
      image: 'registry.example.invalid/platform/write-load:v1.0.0',
    },
  },
  steps: [
    { from: momentOf(13, '09:00'), perSecond: 600 },
    { from: momentOf(13, '09:10'), perSecond: 2_400 },
    { from: momentOf(13, '09:20'), perSecond: 8_500 },
  ],
  until: momentOf(13, '09:30'),
})

const [raft, journal] = ['stage-search-usw2', 'stage-social-usw2'] as const

export const s12: Scenario = {
  id: 'S12',
  title: 'raft-vs-journal',
  pins: [pin(raft, 'raft'), pin(journal, 'journal')],
  edits: [load(raft), load(journal)],
}
