// What a question is about (ScopeInput, from the reader) and what it may see (Scope, after access
// rules). Every read function of the stores takes a Scope, so none can be written that forgets it.
import { z } from 'zod'
import type { ClusterId } from './cluster-id.ts'
import { clusterIdSchema } from './cluster-id-input.ts'

const names = z.array(z.string().min(1).max(253)).max(1_000)
/** A tag may be there without a value. */
const labelValues = z.array(z.string().max(256)).max(1_000)

export const scopeInputSchema = z.strictObject({
  accounts: names.optional(),
  regions: names.optional(),
  clusters: z.array(clusterIdSchema).max(10_000).optional(),
  namespaces: names.optional(),
  labels: z.record(z.string().min(1).max(317), labelValues).optional(),
  owners: names.optional(),
})
export type ScopeInput = z.infer<typeof scopeInputSchema>

declare const granted: unique symbol

/** Made only by server/auth; `clusters: 'all'` means every cluster of this installation. */
export interface Scope {
  readonly [granted]: true
  readonly clusters: 'all' | readonly ClusterId[]
  readonly namespaces: 'all' | readonly string[]
}
