// The name a cluster has in every store, URL and token.
import { z } from 'zod'

export const clusterIdSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,99}$/,
    'a cluster id is 1 to 100 of a-z, 0-9, dot and dash, starting with a letter or digit',
  )
export type ClusterId = z.infer<typeof clusterIdSchema>
