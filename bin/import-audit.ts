// periplus import audit: streams audit log files to a running server, the way a log shipper would.
// Can be stopped and started again; what is sent twice counts once. Opens no store.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { clusterIdSchema } from '../domain/model/cluster-id-input.ts'
import { readSettings } from '../server/env.ts'
import { CommandError, printable, usageError } from './command.ts'
import { bodiesOf, type FileBody, type FileStart, UncuttableFile } from './import/bodies.ts'
import { Delivery, DeliveryFailed } from './import/delivery.ts'
import { type ImportSource, openSource } from './import/file-source.ts'
import { count, type Progress, progressOn, type Screen } from './import/progress.ts'
import { serverUrl } from './server-client.ts'

export const importAuditHelp = `periplus import audit FILE… --cluster ID [--url URL] [--token T]

Streams API-server audit logs to a running server: one event per line, or one EventList; plain or gzip;
"-" reads standard input. Interrupted? The same command continues where it was.

  --cluster ID       the cluster the events are of (a-z, 0-9, dot, dash)
  --url URL          the running server (found by itself on the same machine)
  --token T          ingest token (default: PERIPLUS_INGEST_TOKEN, else <data dir>/ingest-token)
  --state FILE       where to remember how far it came (default: in <data dir>/imports)
  --restart          begin at the first byte, whatever is remembered
  --patience SECONDS give up when the server took nothing for this long (120)
`

export interface ImportIo {
  readonly stdin: Readable
  readonly stdout: Screen
  readonly stderr: Screen
}

interface Job {
  readonly clusterId: string
  readonly url: string
  readonly token: string
  readonly state: string | undefined
  readonly restart: boolean
  readonly patienceMs: number
  readonly io: ImportIo
}

interface Summary {
  accepted: number
  duplicates: number
  rejected: number
  readonly errors: string[]
}

const bodiesInFlight = 4
const errorsShown = 10
const saveEveryMs = 500

const processIo: ImportIo = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }

/** Resolves with the exit code: 0 when every line was delivered and at least one of them taken. */
export async function importAudit(argv: readonly string[], io: ImportIo = processIo): Promise<number> {
  const { values, files } = readArguments(argv)
  if (values.help) {
    io.stdout.write(importAuditHelp)
    return 0
  }
  if (files.length === 0) throw usageError('which file? (- for standard input)', importAuditHelp)
  const clusterId = clusterIdSchema.safeParse(values.cluster)
  if (!clusterId.success)
    throw usageError(`--cluster: ${clusterId.error.issues[0]?.message}`, importAuditHelp)
  const patience = Number(values.patience ?? 120)
  if (!(patience >= 0)) throw usageError('--patience takes seconds', importAuditHelp)
  if (values.state !== undefined && files.length > 1)
    throw usageError('--state goes with one file', importAuditHelp)
  const base = await serverUrl(values.url)
  const job: Job = {
    clusterId: clusterId.data,
    url: `${base}/api/ingest/v1/clusters/${clusterId.data}/audit`,
    token: await tokenOf(values.token),
    state: values.state,
    restart: values.restart ?? false,
    patienceMs: patience * 1_000,
    io,
  }
  const all: Summary = { accepted: 0, duplicates: 0, rejected: 0, errors: [] }
  for (const file of files) await importFile(job, file, all)
  tell(io, all)
  return all.accepted + all.duplicates > 0 || all.rejected === 0 ? 0 : 1
}

function readArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        cluster: { type: 'string' },
        url: { type: 'string' },
        token: { type: 'string' },
        state: { type: 'string' },
        restart: { type: 'boolean' },
        patience: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return { values, files: positionals }
  } catch (error) {
    throw usageError((error as Error).message, importAuditHelp)
  }
}

async function tokenOf(given: string | undefined): Promise<string> {
  if (given !== undefined) return given
  const { ingestToken, dataDir } = readSettings()
  if (ingestToken !== undefined) return ingestToken
  const place = path.join(dataDir, 'ingest-token')
  try {
    return (await readFile(place, 'utf8')).trim()
  } catch {
    throw new CommandError(
      `no ingest token: ${place} cannot be read. Pass one with --token, set PERIPLUS_INGEST_TOKEN, or run this where PERIPLUS_DATA_DIR is the server's.`,
    )
  }
}

async function importFile(job: Job, file: string, all: Summary): Promise<void> {
  const source = await openSource(
    {
      url: job.url,
      clusterId: job.clusterId,
      stdin: job.io.stdin,
      statePlace: (key) =>
        job.state ?? path.join(readSettings().dataDir, 'imports', `${key.slice(0, 32)}.json`),
    },
    file,
  )
  const { stderr } = job.io
  const progress = progressOn(stderr, path.basename(source.name))
  const before = job.restart ? undefined : await source.position?.read()
  if (before !== undefined) {
    stderr.write(`${source.name}: continuing at byte ${count(before.offset)}; --restart begins anew\n`)
  }
  const run = new FileRun(job, source, progress, before ?? { offset: 0, lines: 0 })
  try {
    await run.send(all)
  } catch (error) {
    progress.end()
    if (!isOurs(error)) throw error
    tell(job.io, all)
    const again = source.position === undefined ? '' : '\nRun the same command again to continue from there.'
    throw new CommandError(`${source.name}: ${error.message}${again}`)
  }
  progress.end()
}

const isOurs = (error: unknown): error is Error =>
  error instanceof DeliveryFailed ||
  error instanceof UncuttableFile ||
  (error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string')

/** One file on its way: a few bodies at a time, the acknowledged beginning remembered. */
class FileRun {
  readonly #job: Job
  readonly #source: ImportSource
  readonly #progress: Progress
  readonly #delivery: Delivery
  readonly #from: FileStart
  /** Bodies sent and not yet behind the acknowledged beginning, in order. */
  readonly #open: { readonly body: FileBody; isTaken: boolean }[] = []
  #acknowledged: FileStart
  #saving: Promise<void> = Promise.resolve()
  #lines = 0
  #note = ''
  #savedAtMs = performance.now()
  #failure: unknown

  constructor(job: Job, source: ImportSource, progress: Progress, from: FileStart) {
    this.#job = job
    this.#source = source
    this.#progress = progress
    this.#from = from
    this.#acknowledged = from
    this.#delivery = new Delivery({
      url: job.url,
      token: job.token,
      patienceMs: job.patienceMs,
      onWait: (reason) => {
        this.#note = reason
        this.#show()
      },
    })
  }

  async send(all: Summary): Promise<void> {
    const sending = new Set<Promise<void>>()
    try {
      for await (const body of bodiesOf(this.#source.chunks(), this.#from)) {
        const entry = { body, isTaken: false }
        this.#open.push(entry)
        const one = this.#sendOne(entry, all)
          .catch((error: unknown) => {
            this.#failure ??= error
          })
          .finally(() => sending.delete(one))
        sending.add(one)
        if (sending.size >= bodiesInFlight) await Promise.race(sending)
        if (this.#failure !== undefined) break
      }
    } finally {
      await Promise.all(sending)
      await this.#save(true)
    }
    if (this.#failure !== undefined) throw this.#failure
    await this.#source.position?.remove()
  }

  async #sendOne(entry: { readonly body: FileBody; isTaken: boolean }, all: Summary): Promise<void> {
    const delivered = await this.#delivery.send(entry.body.bytes)
    const { name } = this.#source
    if (delivered.kind === 'unreadable') {
      all.rejected += entry.body.lines
      if (all.errors.length < errorsShown)
        all.errors.push(`${name}:${entry.body.firstLine}: ${delivered.reason}`)
    } else {
      const { accepted, duplicates, rejected, errors } = delivered.answer
      all.accepted += accepted
      all.duplicates += duplicates
      all.rejected += rejected
      for (const { line, reason } of errors) {
        if (all.errors.length >= errorsShown) break
        all.errors.push(`${name}:${entry.body.firstLine + line - 1}: ${printable(reason)}`)
      }
    }
    entry.isTaken = true
    this.#note = ''
    this.#lines += entry.body.lines
    this.#advance()
    this.#show()
    await this.#save(false)
  }

  #advance(): void {
    while (this.#open[0]?.isTaken) {
      const { body } = this.#open.shift() as { body: FileBody }
      this.#acknowledged = { offset: body.end, lines: body.firstLine + body.lines - 1 }
    }
  }

  #show(): void {
    const { size } = this.#source
    const part = size === undefined || size === 0 ? undefined : this.#source.readBytes() / size
    this.#progress.show({ part, lines: this.#lines, note: this.#note })
  }

  #save(now: boolean): Promise<void> {
    const nowMs = performance.now()
    const { key, position } = this.#source
    const isDue = now || nowMs - this.#savedAtMs >= saveEveryMs
    if (position === undefined || this.#acknowledged.offset === 0 || !isDue) return this.#saving
    this.#savedAtMs = nowMs
    this.#saving = this.#saving
      .then(() => position.write({ key, ...this.#acknowledged }))
      .catch((error: Error) => {
        this.#job.io.stderr.write(`cannot remember how far this came: ${error.message}\n`)
      })
    return this.#saving
  }
}

function tell(io: ImportIo, { accepted, duplicates, rejected, errors }: Summary): void {
  io.stdout.write(
    `${count(accepted)} accepted, ${count(duplicates)} duplicate, ${count(rejected)} rejected\n`,
  )
  for (const error of errors) io.stderr.write(`  ${error}\n`)
}
