// Who loads the API servers: ranked, over time, and down to the single request.
// Names the questions and their inputs; holds no logic.
import { agentVersions, agentVersionsInput } from '../queries/traffic/agent-versions.ts'
import { breakdowns, breakdownsInput } from '../queries/traffic/breakdowns.ts'
import { callers, callersInput } from '../queries/traffic/callers.ts'
import { comparison, comparisonInput } from '../queries/traffic/comparison.ts'
import { fixes, fixesInput } from '../queries/traffic/fixes.ts'
import { onsets, onsetsInput } from '../queries/traffic/onsets.ts'
import { requests, requestsInput } from '../queries/traffic/requests.ts'
import { series, seriesInput } from '../queries/traffic/series.ts'
import { tail, tailInput } from '../queries/traffic/tail.ts'
import { topTalkers, topTalkersInput } from '../queries/traffic/top-talkers.ts'
import { router, viewerProcedure } from '../trpc.ts'

export const trafficRouter = router({
  agentVersions: viewerProcedure
    .input(agentVersionsInput)
    .query(({ ctx, input }) => agentVersions(ctx, input)),
  topTalkers: viewerProcedure.input(topTalkersInput).query(({ ctx, input }) => topTalkers(ctx, input)),
  series: viewerProcedure.input(seriesInput).query(({ ctx, input }) => series(ctx, input)),
  breakdowns: viewerProcedure.input(breakdownsInput).query(({ ctx, input }) => breakdowns(ctx, input)),
  callers: viewerProcedure.input(callersInput).query(({ ctx, input }) => callers(ctx, input)),
  fixes: viewerProcedure.input(fixesInput).query(({ ctx, input }) => fixes(ctx, input)),
  onsets: viewerProcedure.input(onsetsInput).query(({ ctx, input }) => onsets(ctx, input)),
  tail: viewerProcedure.input(tailInput).subscription(({ ctx, input }) => tail(ctx, input)),
  comparison: viewerProcedure.input(comparisonInput).query(({ ctx, input }) => comparison(ctx, input)),
  requests: viewerProcedure.input(requestsInput).query(({ ctx, input }) => requests(ctx, input)),
})
