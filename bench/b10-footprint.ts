// B10: what an idle installation weighs after 14 days of a fleet: resident memory of all processes, bytes
// on disk per stored request with its roll-ups. Measured after a restart, so that no warm-up counts.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendBodies, writeBodies } from './bodies.ts'
import { type Benchmark, median } from './harness.ts'
import { residentBytes, startInstallation, waitUntilSealed } from './installation.ts'

const clusters = 12
const days = 14
const requests = 3_000_000
const settleMs = 20_000

const largestTables = 4

const diskBytes = (folder: string) =>
  Number(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0]) * 1_024

export const footprintBenchmark: Benchmark = {
  id: 'b10',
  title: 'footprint of an idle installation with 14 days of data',
  run: async ({ root, work, scale, say }) => {
    const dataDir = path.join(work, 'data')
    const toMs = Math.floor(Date.now() / 60_000) * 60_000
    const fromMs = toMs - days * 86_400_000 + 3_600_000
    say('b10: writing and sending 14 days of events')
    const lines = Math.round(requests * scale)
    const file = path.join(work, 'events.json')
    const bodies = await writeBodies({
      seed: 3,
      clusters,
      fromMs,
      toMs,
      lines,
      file,
      form: 'ndjson',
      linesPerBody: 5_000,
    })
    const first = await startInstallation({ root, dataDir })
    let tables: ReadonlyMap<string, number>
    try {
      await sendBodies(bodies, first.url, first.token, 4)
      say('b10: sealing')
      await waitUntilSealed(first, bodies.clusters)
      tables = await first.eventTableBytes()
    } finally {
      await first.stop()
    }
    const stored = diskBytes(dataDir)
    const second = await startInstallation({ root, dataDir })
    try {
      await sleep(settleMs)
      const samples: number[] = []
      for (let i = 0; i < 10; i += 1) {
        samples.push(residentBytes(second.pid))
        await sleep(1_000)
      }
      return [
        { what: 'resident, idle, all processes', value: median(samples) / 1e6, unit: 'MB', atMost: 900 },
        { what: 'disk, whole data folder', value: stored / 1e6, unit: 'MB', atMost: 2_000 },
        {
          what: `disk per request of ${bodies.distinct.toLocaleString('en-US')}`,
          value: stored / bodies.distinct,
          unit: 'bytes',
          atMost: 60,
        },
        ...[...tables]
          .sort(([, left], [, right]) => right - left)
          .slice(0, largestTables)
          .map(([table, bytes]) => ({
            what: `of it ${table}`,
            value: bytes / bodies.distinct,
            unit: 'bytes a request',
          })),
      ]
    } finally {
      await second.stop()
    }
  },
}
