// The Monday page: one week of it, which weeks there are, a snapshot that somebody does not want to wait for, and
// where it is sent by itself. Names the questions and their inputs; holds no logic.
import { deliverInput, deliverReview } from '../queries/review/deliver.ts'
import { deliveriesInput, reviewDeliveries } from '../queries/review/deliveries.ts'
import { previewDelivery, previewInput } from '../queries/review/preview-delivery.ts'
import { takeReviewSnapshot, takeSnapshotInput } from '../queries/review/take-snapshot.ts'
import { reviewWeek, reviewWeekInput } from '../queries/review/week.ts'
import { reviewWeeks, reviewWeeksInput } from '../queries/review/weeks.ts'
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts'

export const reviewRouter = router({
  deliver: operatorProcedure.input(deliverInput).mutation(({ ctx, input }) => deliverReview(ctx, input)),
  deliveries: viewerProcedure.input(deliveriesInput).query(({ ctx, input }) => reviewDeliveries(ctx, input)),
  preview: viewerProcedure.input(previewInput).query(({ ctx, input }) => previewDelivery(ctx, input)),
  takeSnapshot: operatorProcedure.input(takeSnapshotInput).mutation(({ ctx }) => takeReviewSnapshot(ctx)),
  week: viewerProcedure.input(reviewWeekInput).query(({ ctx, input }) => reviewWeek(ctx, input)),
  weeks: viewerProcedure.input(reviewWeeksInput).query(({ ctx, input }) => reviewWeeks(ctx, input)),
})
