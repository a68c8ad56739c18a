// The Monday page: one week of it, which weeks there are, and a snapshot that somebody does not want to wait for. Names
// the questions and their inputs; holds no logic.
import { takeReviewSnapshot, takeSnapshotInput } from '../queries/review/take-snapshot.ts'
import { reviewWeek, reviewWeekInput } from '../queries/review/week.ts'
import { reviewWeeks, reviewWeeksInput } from '../queries/review/weeks.ts'
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts'

export const reviewRouter = router({
  takeSnapshot: operatorProcedure.input(takeSnapshotInput).mutation(({ ctx }) => takeReviewSnapshot(ctx)),
  week: viewerProcedure.input(reviewWeekInput).query(({ ctx, input }) => reviewWeek(ctx, input)),
  weeks: viewerProcedure.input(reviewWeeksInput).query(({ ctx, input }) => reviewWeeks(ctx, input)),
})
