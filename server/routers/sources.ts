// Menu of what there is to ask about sources.
import { addSource, addSourceInput } from '../queries/sources/add.ts'
import { sourceChoices, sourceChoicesInput } from '../queries/sources/choices.ts'
import { findClusters, findClustersInput } from '../queries/sources/find-clusters.ts'
import { listSources, sourcesListInput } from '../queries/sources/list.ts'
import { readSources, readSourcesInput } from '../queries/sources/read.ts'
import { sourceRejects, sourceRejectsInput } from '../queries/sources/rejects.ts'
import { removeSource, removeSourceInput } from '../queries/sources/remove.ts'
import { testSource, testSourceInput } from '../queries/sources/test.ts'
import { testRead, testReadInput, tryOut, tryOutInput } from '../queries/sources/test-read.ts'
import { adminProcedure, operatorProcedure, router, viewerProcedure } from '../trpc.ts'

export const sourcesRouter = router({
  add: adminProcedure.input(addSourceInput).mutation(({ ctx, input }) => addSource(ctx, input)),
  choices: adminProcedure.input(sourceChoicesInput).query(({ ctx }) => sourceChoices(ctx)),
  findClusters: viewerProcedure.input(findClustersInput).query(({ ctx, input }) => findClusters(ctx, input)),
  list: viewerProcedure.input(sourcesListInput).query(({ ctx, input }) => listSources(ctx, input)),
  read: viewerProcedure.input(readSourcesInput).query(({ ctx, input }) => readSources(ctx, input)),
  rejects: viewerProcedure.input(sourceRejectsInput).query(({ ctx, input }) => sourceRejects(ctx, input)),
  remove: adminProcedure.input(removeSourceInput).mutation(({ ctx, input }) => removeSource(ctx, input)),
  test: viewerProcedure.input(testSourceInput).query(({ ctx, input }) => testSource(ctx, input)),
  testRead: operatorProcedure.input(testReadInput).mutation(({ ctx, input }) => testRead(ctx, input)),
  tryOut: adminProcedure.input(tryOutInput).mutation(({ ctx, input }) => tryOut(ctx, input)),
})
