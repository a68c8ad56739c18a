// An account that clusters stand in, as its organisation or the configuration names it.
import { z } from 'zod'

export const accountSchema = z.strictObject({
  /** Twelve digits for AWS; whatever its provider calls it elsewhere. */
  accountId: z.string().min(1).max(100),
  name: z.string().max(256).nullable(),
  /** Names of the organisational units from the root down, joined by "/"; null when not known. */
  ouPath: z.string().max(1_024).nullable(),
  /** As AWS Organizations says it: ACTIVE, SUSPENDED, …; null when nobody said. */
  state: z.string().max(40).nullable(),
})
export type Account = z.infer<typeof accountSchema>
