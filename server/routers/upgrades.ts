// What stands in the way of the next version: findings, one of them, clusters by check, the plan of waves, and living
// with one.
// Names the questions and their inputs; holds no logic.
import { findingInput, upgradeFinding } from '../queries/upgrades/finding.ts'
import { findingsInput, upgradeFindings } from '../queries/upgrades/findings.ts'
import { matrixInput, upgradeMatrix } from '../queries/upgrades/matrix.ts'
import { planInput, upgradePlan } from '../queries/upgrades/plan.ts'
import {
  refreshInput,
  refreshProgress,
  refreshProgressInput,
  refreshUpgrades,
  stopRefresh,
  stopRefreshInput,
} from '../queries/upgrades/refresh.ts'
import { endFindingWaiver, endWaiverInput, waiveFinding, waiveInput } from '../queries/upgrades/waive.ts'
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts'

export const upgradesRouter = router({
  endWaiver: operatorProcedure
    .input(endWaiverInput)
    .mutation(({ ctx, input }) => endFindingWaiver(ctx, input)),
  finding: viewerProcedure.input(findingInput).query(({ ctx, input }) => upgradeFinding(ctx, input)),
  findings: viewerProcedure.input(findingsInput).query(({ ctx, input }) => upgradeFindings(ctx, input)),
  matrix: viewerProcedure.input(matrixInput).query(({ ctx, input }) => upgradeMatrix(ctx, input)),
  plan: viewerProcedure.input(planInput).query(({ ctx, input }) => upgradePlan(ctx, input)),
  refresh: operatorProcedure.input(refreshInput).mutation(({ ctx, input }) => refreshUpgrades(ctx, input)),
  refreshProgress: viewerProcedure
    .input(refreshProgressInput)
    .subscription(({ ctx }) => refreshProgress(ctx)),
  stopRefresh: operatorProcedure
    .input(stopRefreshInput)
    .mutation(({ ctx, input }) => stopRefresh(ctx, input)),
  waive: operatorProcedure.input(waiveInput).mutation(({ ctx, input }) => waiveFinding(ctx, input)),
})
