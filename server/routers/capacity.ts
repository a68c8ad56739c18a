// How close control planes are to what they can carry.
// Names the questions and their inputs; holds no logic.
import { controlPlaneSeries, controlPlaneSeriesInput } from '../queries/capacity/series.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const capacityRouter = router({
  series: viewerProcedure
    .input(controlPlaneSeriesInput)
    .query(({ ctx, input }) => controlPlaneSeries(ctx, input)),
})
