// Cuts what a PostgreSQL client sends into whole messages, however the socket cut it, and finds in what
// the engine says the words with which it dies. Knows lengths and kinds; of contents only that.

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

const errorType = 'E'.charCodeAt(0)
/** The severity that is never translated, before the other fields. */
const panic = Buffer.from('\0VPANIC\0', 'latin1')

/**
 * What an engine said when it gave up: it answers nothing more then, not even with a failure. Undefined
 * while it lives. `answer` is whole messages.
 */
export function lastWordsIn(answer: Buffer): string | undefined {
  for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readInt32BE(at + 1)) {
    if (answer[at] !== errorType) continue
    const fields = answer.subarray(at + 5, at + 1 + answer.readInt32BE(at + 1))
    if (!fields.includes(panic)) continue
    const message = fields
      .toString('utf8')
      .split('\0')
      .find((field) => field.startsWith('M'))
    return `PANIC: ${message?.slice(1) ?? 'no reason given'}`
  }
  return undefined
}
