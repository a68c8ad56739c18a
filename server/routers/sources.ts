// Menu of what there is to ask about sources.
import { findClusters, findClustersInput } from '../queries/sources/find-clusters.ts'
import { listSources, sourcesListInput } from '../queries/sources/list.ts'
import { sourceRejects, sourceRejectsInput } from '../queries/sources/rejects.ts'
import { testSource, testSourceInput } from '../queries/sources/test.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const sourcesRouter = router({
  findClusters: viewerProcedure.input(findClustersInput).query(({ ctx, input }) => findClusters(ctx, input)),
  list: viewerProcedure.input(sourcesListInput).query(({ ctx, input }) => listSources(ctx, input)),
  rejects: viewerProcedure.input(sourceRejectsInput).query(({ ctx, input }) => sourceRejects(ctx, input)),
  test: viewerProcedure.input(testSourceInput).query(({ ctx, input }) => testSource(ctx, input)),
})
