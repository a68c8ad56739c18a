// How a question names talkers, checked at the door. Apart from the vocabulary in talker.ts, because
// pages share that and must not carry a validator to every browser.
import { z } from 'zod'
import { type TalkerFilter, talkerDimensions, talkerRankings } from './talker.ts'

export const talkerDimensionSchema = z.enum(talkerDimensions)

export const talkerRankingSchema = z.enum(talkerRankings)

export const talkerFilterSchema: z.ZodType<TalkerFilter> = z.partialRecord(
  talkerDimensionSchema,
  z.array(z.string().max(1_024)).min(1).max(200),
)
