// Menu of what there is to ask about sources.
import { listSources, sourcesListInput } from '../queries/sources/list.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const sourcesRouter = router({
  list: viewerProcedure.input(sourcesListInput).query(({ ctx, input }) => listSources(ctx, input)),
})
