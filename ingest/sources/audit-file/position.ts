// How far a followed file was read, so that a restart goes on there: which file it was (by inode and by
// the fingerprint of its head, for names move on) and the byte after the last durable line.
import { z } from 'zod'

export const positionSchema = z.strictObject({
  inode: z.string(),
  offset: z.int().min(0),
  /** Bytes the fingerprint covers; 0 at the very beginning. */
  headBytes: z.int().min(0),
  head: z.string(),
  /** Last write of the file, nanoseconds as text. */
  writtenNs: z.string().regex(/^\d+$/),
})
export type Position = z.infer<typeof positionSchema>

/** Where positions are kept. Both reject when the store is away. */
export interface PositionStore {
  load(): Promise<Position | undefined>
  save(position: Position): Promise<void>
}
