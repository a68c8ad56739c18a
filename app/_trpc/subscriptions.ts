'use client'
// Questions that are answered on and on, over server-sent events. A client of its own, read by the panels that
// listen, so that the first page carries none of it. A cut line is taken up again by itself.
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import type { AppRouter } from '../../server/root.ts'
import { withBase } from '../_base.ts'
import { wire } from './wire.ts'

export const subscriptionClient = () =>
  createTRPCClient<AppRouter>({
    links: [httpSubscriptionLink({ url: withBase('/api/trpc'), transformer: wire })],
  })
