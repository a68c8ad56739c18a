// The PostgreSQL face over an engine of this test: what becomes of connections when the engine dies.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { type Execute, postgresFace } from './postgres-face.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
})

function message(type: string, text: string): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeInt32BE(4 + Buffer.byteLength(text), 1)
  return Buffer.concat([head, Buffer.from(text)])
}

const startup = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0])
const ready = message('Z', 'I')

async function listening(execute: Execute, broken: (error: unknown) => void): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'periplus-face-'))
  const face: Server = postgresFace(execute, { longestPauseMs: 10_000, connections: 8 }, broken)
  const socket = path.join(folder, 's')
  await new Promise<void>((resolve) => face.listen(socket, resolve))
  cleanups.push(() => {
    face.close()
    rmSync(folder, { recursive: true })
  })
  return socket
}

/** What the face says until it hangs up. */
function conversation(place: string, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect(place, () => socket.write(bytes))
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(said))
  })
}

it('hangs up when the engine panics, tells once, and never asks it again', async () => {
  const asked: string[] = []
  const panic = message('E', 'SPANIC\0VPANIC\0C53100\0MNo space left on device\0\0')
  const told: unknown[] = []
  const place = await listening(
    async (part) => {
      asked.push(Buffer.from(part).toString('latin1').slice(0, 1))
      return asked.length === 1 ? ready : panic
    },
    (error) => told.push(error),
  )
  const both = Buffer.concat([startup, message('Q', 'INSERT\0'), message('Q', 'SELECT 1\0')])
  const said = await conversation(place, both)
  expect(said).not.toContain('PANIC')
  expect(await conversation(place, startup)).toBe('')
  expect(asked.slice(1)).toEqual(['Q'])
  expect(told[0]).toMatchObject({ message: 'PANIC: No space left on device' })
})
