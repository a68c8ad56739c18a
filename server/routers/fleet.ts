// Which clusters there are and how they stand: the fleet in numbers, its table, one cluster.
// Names the questions and their inputs; holds no logic.
import { fleetChanges, fleetChangesInput } from '../queries/fleet/changes.ts'
import { fleetCluster, fleetClusterInput } from '../queries/fleet/cluster.ts'
import { fleetClusterPage, fleetClustersInput } from '../queries/fleet/clusters.ts'
import { fleetSummary, fleetSummaryInput } from '../queries/fleet/summary.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const fleetRouter = router({
  summary: viewerProcedure.input(fleetSummaryInput).query(({ ctx, input }) => fleetSummary(ctx, input)),
  changes: viewerProcedure.input(fleetChangesInput).query(({ ctx, input }) => fleetChanges(ctx, input)),
  cluster: viewerProcedure.input(fleetClusterInput).query(({ ctx, input }) => fleetCluster(ctx, input)),
  clusters: viewerProcedure.input(fleetClustersInput).query(({ ctx, input }) => fleetClusterPage(ctx, input)),
})
