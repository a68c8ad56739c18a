// A cluster id as a caller sends it, checked at the door. Apart from cluster-id.ts, because pages share that
// and must not carry a validator to every browser.
import { z } from 'zod'
import { clusterIdForm } from './cluster-id.ts'

export const clusterIdSchema = z
  .string()
  .regex(clusterIdForm, 'a cluster id is 1 to 100 of a-z, 0-9, dot and dash, starting with a letter or digit')
