// The product's clock is set, back and ahead, by hours and by a year, while events of the true time come in,
// minutes are sealed and retention looks: every event is taken, and counts once when the clock is right.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Installation, startInstallation } from '../installation.ts'
import { bodyMaker } from './bodies.ts'
import { closedLoad } from './load.ts'
import { counted, type Finding, judged, never, type Phase, type PhaseContext, total } from './phase.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Longer than the minute after which retention looks first, which then finds the clock weeks ahead. */
const leastSeconds = 75
const steps = [-3 * hourMs, 5 * hourMs, -2 * dayMs, 400 * dayMs, -400 * dayMs, 20 * dayMs]
const linesPerBody = 100

/** Tells the time in its Date header, as far off as it was set. */
async function clockServer() {
  let offMs = 0
  const server = createServer((_request, answer) => {
    answer.sendDate = false
    answer.setHeader('Date', new Date(Date.now() + offMs).toUTCString())
    answer.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (off: number) => {
      offMs = off
    },
    close: () => server.close(),
  }
}

async function minutesSealed(server: Installation): Promise<void> {
  for (const until = performance.now() + 180_000; performance.now() < until; await sleep(1_000)) {
    if ((await server.metric('periplus_seal_open{grain="minute"}')) === 0) return
  }
  throw new Error('minutes were still open three minutes after the last event')
}

async function run(context: PhaseContext): Promise<Finding[]> {
  const { root, work, scale, round, say } = context
  const clock = await clockServer()
  const env = { PERIPLUS_CLOCK: `follow:${clock.url}` }
  const server = await startInstallation({ root, dataDir: path.join(work, `clock-${round}`), env })
  try {
    const load = (name: string, agoMs: number) => {
      const toMs = Date.now() - agoMs
      const maker = bodyMaker({ lines: linesPerBody, fromMs: toMs - hourMs, toMs })
      const clusterId = `${name}-${round}`
      const target = { url: server.url, token: server.token, clusterId }
      return { clusterId, maker, ...closedLoad(() => target, maker, 1) }
    }
    const loads = [load('clock-now', 0), load('clock-old', 9 * dayMs)]
    const seconds = Math.max(leastSeconds, 120 * scale)
    for (const step of steps) {
      clock.set(step)
      // The last of them, weeks ahead, is the one that retention looks at.
      await sleep((step === steps.at(-1) ? seconds / 2 : seconds / 2 / (steps.length - 1)) * 1_000)
      say(`clock: was ${step / hourMs} hours off`)
    }
    clock.set(0)
    await sleep(3_000)
    await Promise.all(loads.map((one) => one.stop()))
    const findings = [total('clock: steps', steps.length + 1, 'steps')]
    for (const { clusterId, books, maker } of loads) {
      findings.push(...(await judged(clusterId.slice(0, -2), books, maker, counted(server.url, clusterId))))
      findings.push(
        never(`${clusterId.slice(0, -2)}: events of the true time rejected`, books.rejected, 'events'),
      )
    }
    await minutesSealed(server)
    for (const { clusterId, books, maker } of loads) {
      const off = Math.abs((await counted(server.url, clusterId)) - books.taken * maker.distinct)
      findings.push(never(`${clusterId.slice(0, -2)}: counted − acknowledged, sealed`, off, 'requests'))
    }
    return findings
  } finally {
    await server.stop()
    clock.close()
  }
}

export const clockSteps: Phase = { name: 'clock', run }
