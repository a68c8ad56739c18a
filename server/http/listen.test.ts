import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpServer, ListenError, listen, refuseBeyondLoopback, urlOf } from './listen.ts'

const open: Server[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

function server(): Server {
  const made = createHttpServer((_req, res) => res.end())
  open.push(made)
  return made
}

/** Takes the default port, unless somebody else on this machine already has. */
async function takeDefaultPort(): Promise<void> {
  const taker = createServer()
  await new Promise<void>((resolve) => {
    taker.once('error', () => resolve())
    taker.listen(3_000, '127.0.0.1', () => {
      open.push(taker)
      resolve()
    })
  })
}

describe('listening', () => {
  it('moves to the next free port when none was asked for and the default is taken', async () => {
    await takeDefaultPort()
    const second = server()
    const port = await listen(second, '127.0.0.1', undefined)
    expect(port).toBeGreaterThan(3_000)
    expect((second.address() as AddressInfo).port).toBe(port)
    expect(await listen(server(), '127.0.0.1', undefined)).toBeGreaterThan(port)
  })

  it('says so when the port that was asked for is taken', async () => {
    const port = await listen(server(), '127.0.0.1', 0)
    await expect(listen(server(), '127.0.0.1', port)).rejects.toThrow(`port ${port} of 127.0.0.1 is taken`)
  })

  it('listens on the address it was given and no other', async () => {
    const one = server()
    await listen(one, '127.0.0.1', 0)
    expect((one.address() as AddressInfo).address).toBe('127.0.0.1')
  })

  it.each(['0.0.0.0', '::', '192.168.1.10', 'periplus.example', ''])(
    'refuses HOST=%s, with the reason',
    (host) => {
      expect(() => refuseBeyondLoopback(host)).toThrow(ListenError)
      expect(() => refuseBeyondLoopback(host)).toThrow('no sign-in')
    },
  )

  it.each(['127.0.0.1', 'localhost', '::1'])('lets HOST=%s be', (host) => {
    expect(() => refuseBeyondLoopback(host)).not.toThrow()
  })

  it('writes addresses as they stand in a URL', () => {
    expect(urlOf('127.0.0.1', 3000)).toBe('http://127.0.0.1:3000')
    expect(urlOf('::1', 3000)).toBe('http://[::1]:3000')
  })
})
