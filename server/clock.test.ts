import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startClock } from './clock.ts'
import { createLog } from './log.ts'

const log = createLog('silent')
let server: Server | undefined
afterEach(() => server?.close())

async function serverWithDate(date: () => string | undefined): Promise<string> {
  server = createServer((_req, res) => {
    res.sendDate = false
    const value = date()
    if (value !== undefined) res.setHeader('date', value)
    res.end()
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('clock', () => {
  it('stands still when fixed, and cannot be moved from outside', async () => {
    const instant = new Date('2026-11-24T00:00:00Z')
    const clock = await startClock({ kind: 'fixed', instant }, log)
    clock.now().setFullYear(1999)
    expect(clock.now()).toEqual(instant)
    expect(clock.kind).toBe('fixed')
  })

  it('is the machine’s by default', async () => {
    const before = Date.now()
    const at = (await startClock({ kind: 'system' }, log)).now().getTime()
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
  })

  it('follows the Date header of a server, also when it jumps', async () => {
    let date = 'Mon, 02 Mar 2020 10:00:00 GMT'
    const clock = await startClock({ kind: 'follow', url: await serverWithDate(() => date) }, log)
    expect(clock.now().toISOString()).toMatch(/^2020-03-02T10:00:/)
    date = 'Fri, 01 Jan 2021 00:00:00 GMT'
    await vi.waitFor(() => expect(clock.now().toISOString()).toMatch(/^2021-01-01T00:00:/), 10_000)
    clock.stop()
  })

  it('goes on by itself when the followed server falls silent', async () => {
    let date: string | undefined = 'Mon, 02 Mar 2020 10:00:00 GMT'
    let asked = 0
    const url = await serverWithDate(() => {
      asked += 1
      return date
    })
    const clock = await startClock({ kind: 'follow', url }, log)
    date = undefined
    const askedBefore = asked
    await vi.waitFor(() => expect(asked).toBeGreaterThan(askedBefore), 10_000)
    expect(clock.now().toISOString()).toMatch(/^2020-03-02T10:0/)
    clock.stop()
  })

  it('is an error when the followed server never tells the time', async () => {
    const url = await serverWithDate(() => undefined)
    await expect(startClock({ kind: 'follow', url }, log, { patienceMs: 300 })).rejects.toThrow(
      'does not tell the time',
    )
  })
})
