// The Monday page: one week of it, and which weeks there are. Names the questions and their inputs; holds no logic.
import { reviewWeek, reviewWeekInput } from '../queries/review/week.ts'
import { reviewWeeks, reviewWeeksInput } from '../queries/review/weeks.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const reviewRouter = router({
  week: viewerProcedure.input(reviewWeekInput).query(({ ctx, input }) => reviewWeek(ctx, input)),
  weeks: viewerProcedure.input(reviewWeeksInput).query(({ ctx, input }) => reviewWeeks(ctx, input)),
})
