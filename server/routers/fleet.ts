// Which clusters there are and how they stand: the fleet in numbers, its table, one cluster.
// Names the questions and their inputs; holds no logic.
import { fleetChanges, fleetChangesInput } from '../queries/fleet/changes.ts'
import { fleetCluster, fleetClusterInput } from '../queries/fleet/cluster.ts'
import { fleetClusterPage, fleetClustersInput } from '../queries/fleet/clusters.ts'
import { compareClusters, fleetCompareInput } from '../queries/fleet/compare.ts'
import { fleetDistribution, fleetDistributionInput } from '../queries/fleet/distribution.ts'
import {
  fleetAddOns,
  fleetAddOnsInput,
  fleetNodeGroups,
  fleetNodeGroupsInput,
} from '../queries/fleet/fleet-parts.ts'
import { fleetNodePage, fleetNodesInput } from '../queries/fleet/nodes.ts'
import { clusterObjectChanges, objectChangesInput } from '../queries/fleet/object-changes.ts'
import { fleetObjects, fleetObjectsInput } from '../queries/fleet/objects.ts'
import { scopeChoices, scopeChoicesInput } from '../queries/fleet/scope-choices.ts'
import { fleetSummary, fleetSummaryInput } from '../queries/fleet/summary.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const fleetRouter = router({
  objects: viewerProcedure.input(fleetObjectsInput).query(({ ctx, input }) => fleetObjects(ctx, input)),
  objectChanges: viewerProcedure
    .input(objectChangesInput)
    .query(({ ctx, input }) => clusterObjectChanges(ctx, input)),
  scopeChoices: viewerProcedure.input(scopeChoicesInput).query(({ ctx, input }) => scopeChoices(ctx, input)),
  addOns: viewerProcedure.input(fleetAddOnsInput).query(({ ctx, input }) => fleetAddOns(ctx, input)),
  nodeGroups: viewerProcedure
    .input(fleetNodeGroupsInput)
    .query(({ ctx, input }) => fleetNodeGroups(ctx, input)),
  nodes: viewerProcedure.input(fleetNodesInput).query(({ ctx, input }) => fleetNodePage(ctx, input)),
  summary: viewerProcedure.input(fleetSummaryInput).query(({ ctx, input }) => fleetSummary(ctx, input)),
  changes: viewerProcedure.input(fleetChangesInput).query(({ ctx, input }) => fleetChanges(ctx, input)),
  cluster: viewerProcedure.input(fleetClusterInput).query(({ ctx, input }) => fleetCluster(ctx, input)),
  compare: viewerProcedure.input(fleetCompareInput).query(({ ctx, input }) => compareClusters(ctx, input)),
  distribution: viewerProcedure
    .input(fleetDistributionInput)
    .query(({ ctx, input }) => fleetDistribution(ctx, input)),
  clusters: viewerProcedure.input(fleetClustersInput).query(({ ctx, input }) => fleetClusterPage(ctx, input)),
})
