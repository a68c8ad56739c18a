// Menu of what there is to do with saved views.
import { listViews, listViewsInput } from '../queries/views/list.ts'
import { removeView, removeViewInput } from '../queries/views/remove.ts'
import { renameView, renameViewInput } from '../queries/views/rename.ts'
import { saveView, saveViewInput } from '../queries/views/save.ts'
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts'

export const viewsRouter = router({
  list: viewerProcedure.input(listViewsInput).query(({ ctx, input }) => listViews(ctx, input)),
  save: operatorProcedure.input(saveViewInput).mutation(({ ctx, input }) => saveView(ctx, input)),
  rename: operatorProcedure.input(renameViewInput).mutation(({ ctx, input }) => renameView(ctx, input)),
  remove: operatorProcedure.input(removeViewInput).mutation(({ ctx, input }) => removeView(ctx, input)),
})
