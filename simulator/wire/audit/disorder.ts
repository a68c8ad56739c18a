// How the audit events of a cluster go wrong on their way, where a scenario says so.
import type { Cluster } from '../../world/fleet.ts'
import { editsOf } from '../../world/scenario.ts'
import type { World } from '../../world/world.ts'
import { type Disorder, inOrder } from './sender.ts'

export const disorderOf = ({ scenarios }: World, { name }: Cluster): Disorder =>
  editsOf(scenarios, 'audit.disorder').find((edit) => edit.cluster === name) ?? inOrder
