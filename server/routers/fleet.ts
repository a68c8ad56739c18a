// Which clusters there are and how they stand: the fleet in numbers, its table, one cluster.
// Names the questions and their inputs; holds no logic.
import { fleetClusterPage, fleetClustersInput } from '../queries/fleet/clusters.ts'
import { fleetSummary, fleetSummaryInput } from '../queries/fleet/summary.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const fleetRouter = router({
  summary: viewerProcedure.input(fleetSummaryInput).query(({ ctx, input }) => fleetSummary(ctx, input)),
  clusters: viewerProcedure.input(fleetClustersInput).query(({ ctx, input }) => fleetClusterPage(ctx, input)),
})
