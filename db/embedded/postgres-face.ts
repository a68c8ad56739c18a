// PostgreSQL's protocol for many connections over an engine that has one session. A connection has the
// engine to itself from the first message of a statement until the engine says it is idle again, so that
// nobody binds or runs what somebody else prepared, and nobody stands in somebody else's transaction.
// It does not isolate what a session remembers (SET, temporary tables, advisory locks, named statements).
import net from 'node:net'
import { createFrames, type Frame, lastWordsIn } from './postgres-frames.ts'

/** Gives the engine one message; answers what it says, errors of SQL included. Rejects when it is dead. */
export type Execute = (message: Uint8Array) => Promise<Uint8Array>

export interface PostgresLimits {
  /** How long a connection may keep the engine between two messages, in a transaction for instance. */
  readonly longestPauseMs: number
  readonly connections: number
}

/** Simple query, sync, flush, function call, end of a copy: what a client sends before it waits. */
const waitsAfter = new Set(['Q', 'S', 'H', 'F', 'c', 'f'])
const largestBatch = 256 * 1024 * 1024
const no = Buffer.from('N')
const readyForQuery = Buffer.from('Z\0\0\0\x05I', 'latin1')

function message(type: string, text?: string): Buffer {
  const body = text === undefined ? Buffer.alloc(0) : Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}

/** True when the answer ends with "ready for query, in no transaction". */
function isIdle(answer: Buffer): boolean {
  return readyForQuery.equals(answer.subarray(-readyForQuery.length))
}

/** Turns are given in the order they are asked for; each gets a function that ends it. */
function createTurns(): () => Promise<() => void> {
  let last: Promise<void> = Promise.resolve()
  return async () => {
    const before = last
    const { promise, resolve } = withResolvers()
    last = promise
    await before
    return resolve
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** The engine as one connection sees it. */
function createSeat(execute: Execute, takeTurn: () => Promise<() => void>) {
  let endTurn: (() => void) | undefined
  const end = () => {
    endTurn?.()
    endTurn = undefined
  }
  return {
    isTaken: () => endTurn !== undefined,
    async run(messages: readonly Buffer[]): Promise<Buffer> {
      endTurn ??= await takeTurn()
      const answers: Uint8Array[] = []
      for (const part of messages) answers.push(await execute(part))
      const answer = Buffer.concat(answers)
      if (isIdle(answer)) end()
      return answer
    },
    /** Leaves nothing half done for the next one. */
    async leave(): Promise<void> {
      if (endTurn === undefined) return
      try {
        await execute(message('S'))
        await execute(message('Q', 'ROLLBACK'))
      } finally {
        end()
      }
    },
  }
}

async function converse(
  socket: net.Socket,
  seat: ReturnType<typeof createSeat>,
  limits: PostgresLimits,
): Promise<void> {
  const frames = createFrames()
  let batch: Buffer[] = []
  let batchBytes = 0
  let pause: NodeJS.Timeout | undefined

  /** False when the conversation is over. */
  async function take(frame: Frame): Promise<boolean> {
    if (frame.kind === 'encryption-wish') return socket.write(no) || true
    if (frame.kind === 'cancel' || (frame.kind === 'message' && frame.type === 'X')) return false
    batch.push(frame.bytes)
    batchBytes += frame.bytes.length
    if (batchBytes > largestBatch) return false
    if (frame.kind === 'message' && !waitsAfter.has(frame.type)) return true
    const messages = batch
    batch = []
    batchBytes = 0
    socket.write(await seat.run(messages))
    return true
  }

  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      clearTimeout(pause)
      for (const frame of frames.push(chunk)) if (!(await take(frame))) return
      if (seat.isTaken()) pause = setTimeout(() => socket.destroy(), limits.longestPauseMs)
    }
  } finally {
    clearTimeout(pause)
  }
}

/** `broken` is told once the engine does not answer any more; nothing more can be done here then. */
export function postgresFace(
  execute: Execute,
  limits: PostgresLimits,
  broken: (error: unknown) => void,
): net.Server {
  const takeTurn = createTurns()
  let death: unknown
  const checked: Execute = async (part) => {
    // Asked once more, a dead engine may keep its thread for ever, and nobody would hear that it died.
    if (death !== undefined) throw death
    try {
      const answer = await execute(part)
      const lastWords = lastWordsIn(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength))
      if (lastWords !== undefined) throw new Error(lastWords)
      return answer
    } catch (error) {
      death = error
      broken(error)
      throw error
    }
  }
  const server = net.createServer((socket) => {
    const seat = createSeat(checked, takeTurn)
    // A client that goes away is no event here; its half-done work is undone below.
    socket.on('error', () => undefined)
    converse(socket, seat, limits)
      .catch(() => undefined)
      .finally(() => {
        socket.destroy()
        return seat.leave()
      })
      .catch(() => undefined)
  })
  server.maxConnections = limits.connections
  return server
}
