// What an API server holds in memory: its cache, and each LIST from when it is let run until it is answered. Beyond what
// there is of it the server is killed. EKS tells neither; all sizes but that of a LIST are assumptions (A).
import { gigabyte, provisionedTiers, type Tier } from './tiers.ts'

/** A LIST is buffered whole, as objects and as what is written of them. */
const buffered = 5
/** Since this one it is written as it is read, and an eighth is held of it. */
const streamed = 33

export const isBuffered = (minor: number): boolean => minor < streamed

/** Of one LIST whose answer has so many bytes. */
export const listMemory = (bytes: number, minor: number): number =>
  (buffered * bytes) / (isBuffered(minor) ? 1 : 8)

/** Of the machine of an API server: 64 GB in the smallest tier and twice as much in each that follows (A). */
export const memoryOf = (tier: Tier): number =>
  tier === 'standard' ? 32 * gigabyte : 64 * gigabyte * 2 ** provisionedTiers.indexOf(tier)

/** That is held though nobody asks: a gigabyte (A), and its cache, where objects weigh what they weigh in a LIST (A). */
export const restingMemory = (cachedBytes: number): number => gigabyte + buffered * cachedBytes

/** From being killed until it serves again: it starts, fills its cache and is found well (A). */
export const awayMs = 30_000
