// Cuts what a PostgreSQL client sends into whole messages, however the socket cut it. Knows lengths and
// kinds, not contents.

export type Frame =
  | { readonly kind: 'encryption-wish' | 'cancel' | 'startup'; readonly bytes: Buffer }
  | { readonly kind: 'message'; readonly type: string; readonly bytes: Buffer }

/** Codes a first message carries in place of a protocol version. */
const cancelCode = 80_877_102
const sslCode = 80_877_103
const gssCode = 80_877_104
/** More than any statement or parameter of ours; a length beyond it is not our client. */
const longestMessage = 256 * 1024 * 1024

export interface Frames {
  /** Whole messages that `chunk` completes, oldest first. Throws when the bytes are no such protocol. */
  push(chunk: Buffer): Frame[]
}

function firstFrame(bytes: Buffer): Frame {
  const code = bytes.readInt32BE(4)
  if (code === sslCode || code === gssCode) return { kind: 'encryption-wish', bytes }
  return { kind: code === cancelCode ? 'cancel' : 'startup', bytes }
}

export function createFrames(): Frames {
  let chunks: Buffer[] = []
  let held = 0
  let wanted = 8
  let started = false

  /** Length of the message at the head of `bytes`; undefined while its length is not there yet. */
  function lengthOf(bytes: Buffer): number | undefined {
    const at = started ? 1 : 0
    if (bytes.length < at + 4) return undefined
    const length = at + bytes.readInt32BE(at)
    if (length < at + (started ? 4 : 8) || length > longestMessage) {
      throw new Error(`a message of ${length} bytes`)
    }
    return length
  }

  return {
    push(chunk) {
      chunks.push(chunk)
      held += chunk.length
      // Large messages come in many chunks: they are joined once, when they are whole.
      if (held < wanted) return []
      let rest = Buffer.concat(chunks, held)
      const frames: Frame[] = []
      for (;;) {
        const length = lengthOf(rest)
        wanted = length ?? 5
        if (length === undefined || rest.length < length) break
        const bytes = rest.subarray(0, length)
        rest = rest.subarray(length)
        if (started) {
          frames.push({ kind: 'message', type: String.fromCharCode(bytes[0] ?? 0), bytes })
        } else {
          const frame = firstFrame(bytes)
          started = frame.kind === 'startup'
          frames.push(frame)
        }
      }
      chunks = [rest]
      held = rest.length
      return frames
    },
  }
}
