// How close control planes are to what they can carry.
// Names the questions and their inputs; holds no logic.
import { controlPlanes, controlPlanesInput } from '../queries/capacity/control-planes.ts'
import { controlPlaneSeries, controlPlaneSeriesInput } from '../queries/capacity/series.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const capacityRouter = router({
  controlPlanes: viewerProcedure
    .input(controlPlanesInput)
    .query(({ ctx, input }) => controlPlanes(ctx, input)),
  series: viewerProcedure
    .input(controlPlaneSeriesInput)
    .query(({ ctx, input }) => controlPlaneSeries(ctx, input)),
})
