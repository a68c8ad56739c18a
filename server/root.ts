// All procedures of the product, by area, and the types the pages are written against.
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { capacityRouter } from './routers/capacity.ts'
import { fleetRouter } from './routers/fleet.ts'
import { reviewRouter } from './routers/review.ts'
import { sourcesRouter } from './routers/sources.ts'
import { tokensRouter } from './routers/tokens.ts'
import { trafficRouter } from './routers/traffic.ts'
import { upgradesRouter } from './routers/upgrades.ts'
import { viewsRouter } from './routers/views.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  capacity: capacityRouter,
  fleet: fleetRouter,
  review: reviewRouter,
  sources: sourcesRouter,
  tokens: tokensRouter,
  traffic: trafficRouter,
  upgrades: upgradesRouter,
  views: viewsRouter,
})

export type AppRouter = typeof appRouter
export type RouterInputs = inferRouterInputs<AppRouter>
export type RouterOutputs = inferRouterOutputs<AppRouter>
