// The sources, for a page that prefetches: they tell the "now" that relative windows end at. Only for a whole
// document: a browser that goes from page to page by itself has a "now" already, and asks by that.
import 'server-only'
import { isDocument, prefetch, queryClientOfRequest, trpc, waitBriefly } from '../../_trpc/server.ts'

/** Undefined when they are not to be asked here, or not there within the page's patience. */
export async function sourcesOfDocument() {
  if (!(await isDocument())) return undefined
  await waitBriefly(prefetch(trpc.sources.list.queryOptions()))
  return queryClientOfRequest().getQueryData(trpc.sources.list.queryKey())
}
