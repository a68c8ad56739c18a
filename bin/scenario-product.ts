// For tests: the product as a process of its own, with real stores and real sources, that answers its questions
// over HTTP without the pages. What is started is what `periplus serve` starts; only tests run it.
import path from 'node:path'
import { readSettings } from '../server/env.ts'
import { basePathOf } from '../server/http/base-path.ts'
import { createDoor } from '../server/http/door.ts'
import { hostRule } from '../server/http/hosts.ts'
import { createHttpServer, listen, urlOf } from '../server/http/listen.ts'
import { trpcPages } from '../server/http/trpc-rig.ts'
import { createLog } from '../server/log.ts'
import { startServer } from '../server/start.ts'

const host = '127.0.0.1'
const settings = readSettings()
const log = createLog(settings.logLevel)
const product = await startServer(settings, {
  role: 'ingest',
  dev: false,
  root: path.resolve(import.meta.dirname, '..'),
  log,
  progress: (line) => process.stderr.write(`${line}\n`),
  // As often as a test asks.
  rhythm: { evaluateMs: 4_000 },
})
const stop = (): void => {
  questions.closeAllConnections()
  questions.close()
  product.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}

await product.ready
const pages = await trpcPages()
const isReady = { ready: true, reason: '' }
const questions = createHttpServer(
  createDoor({
    hosts: hostRule(host, []),
    dev: false,
    basePath: basePathOf(''),
    log,
    started: () => isReady,
    ready: async () => isReady,
    metrics: async () => '',
    ingest: () => undefined,
    onRefusedIngest: () => undefined,
    pages: () => pages,
  }),
)
process.on('SIGTERM', stop)
const url = urlOf(host, await listen(questions, host, 0))
process.stdout.write(`${JSON.stringify({ url, takes: product.url })}\n`)
