// The simulated fleet that the demo reads: started, watched, started again where it was when it dies, and
// stopped. What it is made of is the simulator's affair.
import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import { backOff } from '../../db/embedded/back-off.ts'
import type { AuditTarget, SimulatorOptions } from '../../simulator/main.ts'
import { CommandError } from '../command.ts'

const said = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), url: z.url(), controlUrl: z.url() }),
  z.object({ kind: z.literal('refused'), message: z.string() }),
])

/** Where time is: on a day, standing, or the wall's. */
export type Course = { readonly day: number } | 'live'

export interface FleetOptions extends Pick<SimulatorOptions, 'seed' | 'scale' | 'scenarios' | 'folder'> {
  readonly reset: boolean
  readonly course: Course
  readonly nodeToken: string
  readonly token: string
  readonly say: (line: string) => void
}

export interface FleetCluster {
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly server: string
}

export interface FleetTeam {
  /** As objects and tags carry it. */
  readonly name: string
  readonly contact: string
}

export interface Fleet {
  /** Of the faces. */
  readonly url: string
  readonly controlUrl: string
  /** Of day 0. */
  readonly epochMs: number
  readonly clusters: readonly FleetCluster[]
  readonly teams: readonly FleetTeam[]
  /** Fires with why it is gone for good. */
  readonly ended: AbortSignal
  /** Ends whatever watches, then moves time there. */
  move(course: Course): Promise<void>
  /** Audit events are sent there, those since then first; and on when the fleet was started again. */
  follow(targets: readonly AuditTarget[], fromMs: number): Promise<void>
  stop(): Promise<void>
}

const startWithinMs = 60_000
const stopWithinMs = 3_000
const askWithinMs = 10_000
/** Sent again when a fleet died: no sender is so far behind, once it has sent what was before it began. */
const againMs = 60_000
const beginsWithinMs = 600_000
/**
 * Whole lists pass through it at first: without bounds what they leave behind would stay, half as much again. With
 * 144 MB a fleet of 214 clusters ended while hours of its logs were added up.
 */
const heapBounds = ['--max-old-space-size=160', '--max-semi-space-size=4']

const timeOf = (course: Course): Pick<SimulatorOptions, 'speed' | 'startDay'> =>
  course === 'live' ? { speed: 1 } : { speed: 0, startDay: course.day }

function spawn(options: SimulatorOptions): ChildProcess {
  const isBundled = import.meta.url.endsWith('.mjs')
  const entry = isBundled ? './fleet.mjs' : '../fleet-process.ts'
  const loader = isBundled
    ? []
    : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  return fork(fileURLToPath(new URL(entry, import.meta.url)), [JSON.stringify(options)], {
    // Without source maps: twenty megabytes once anything looks at a stack.
    execArgv: [...heapBounds, ...loader],
    // It needs nothing of ours, least of all what opens real clusters.
    env: { NODE_ENV: 'production', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

const exit = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

interface Places {
  readonly url: string
  readonly controlUrl: string
}

/** Rejects with CommandError when it refuses to start, with its own words. */
async function ready(child: ChildProcess): Promise<Places> {
  let timer: NodeJS.Timeout | undefined
  const opened = new Promise<Places>((resolve, reject) => {
    const fails = (words: string) => reject(new CommandError(`the simulated fleet does not start: ${words}`))
    timer = setTimeout(() => fails(`nothing within ${startWithinMs / 1_000} s`), startWithinMs)
    child.once('error', (error) => fails(error.message))
    child.once('exit', (code, signal) => fails(`it ended (${signal ?? code})`))
    child.on('message', (raw) => {
      const message = said.safeParse(raw)
      if (!message.success) return
      if (message.data.kind === 'ready') resolve(message.data)
      else reject(new CommandError(message.data.message))
    })
  })
  try {
    return await opened
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function ask(url: string, body?: object): Promise<unknown> {
  const answer = await fetch(url, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(askWithinMs),
  })
  const told: unknown = await answer.json()
  if (!answer.ok) throw new Error(`the simulated fleet refused: ${JSON.stringify(told)}`)
  return told
}

const clockSchema = z.object({ epoch: z.iso.datetime() })
const fleetSchema = z.object({
  clusters: z.array(
    z.object({ name: z.string(), accountId: z.string(), region: z.string(), server: z.url() }),
  ),
  teams: z.array(z.object({ name: z.string(), contact: z.string() })),
})

/** Rejects with CommandError, in words, when it cannot be started as asked. */
export async function startFleet({
  course: first,
  reset,
  token,
  nodeToken,
  say,
  ...world
}: FleetOptions): Promise<Fleet> {
  let course = first
  const tokens = { tokens: [token], nodeTokens: [nodeToken] }
  let child = spawn({ ...world, ...tokens, ...timeOf(course), reset })
  const { url, controlUrl } = await ready(child)
  const ports = { port: Number(new URL(url).port), controlPort: Number(new URL(controlUrl).port) }
  const ended = new AbortController()
  const stopping = new AbortController()
  let followed: { targets: readonly AuditTarget[]; fromMs: number; atMs: number } | undefined
  const follow = async (fromMs: number): Promise<void> => {
    for (const target of followed?.targets ?? [])
      await ask(`${controlUrl}/_sim/audit`, { ...target, from: new Date(fromMs).toISOString() })
  }
  /** A fleet that died forgot how far it had sent: what comes twice counts once. */
  const followOn = async (goneMs: number): Promise<void> => {
    if (followed === undefined) return
    await follow(goneMs - followed.atMs < beginsWithinMs ? followed.fromMs : goneMs - againMs)
  }
  const keepRunning = async (): Promise<void> => {
    const pauseAfter = backOff()
    for (;;) {
      const openedAt = performance.now()
      await exit(child)
      if (stopping.signal.aborted) return
      say(`the simulated fleet ended (${child.signalCode ?? child.exitCode}); starting it again where it was`)
      const goneMs = Date.now()
      await sleep(pauseAfter(performance.now() - openedAt), undefined, { signal: stopping.signal })
      child = spawn({ ...world, ...tokens, ...ports, ...timeOf(course) })
      await ready(child)
      await followOn(goneMs)
    }
  }
  void keepRunning().catch((error: unknown) => {
    if (!stopping.signal.aborted) ended.abort(error)
  })
  const { epoch } = clockSchema.parse(await ask(`${controlUrl}/_sim/clock`))
  const epochMs = Date.parse(epoch)
  const { clusters, teams } = fleetSchema.parse(await ask(`${controlUrl}/_sim/fleet`))
  return {
    url,
    controlUrl,
    epochMs,
    clusters,
    teams,
    ended: ended.signal,
    move: async (to) => {
      // Before it is asked: one that dies over it comes back there.
      course = to
      const time =
        to === 'live' ? { isLive: true } : { now: new Date(epochMs + to.day * 86_400_000).toISOString() }
      await ask(`${controlUrl}/_sim/clock`, { ...time, cuts: true })
    },
    follow: async (targets, fromMs) => {
      followed = { targets, fromMs, atMs: Date.now() }
      await follow(fromMs)
    },
    stop: async () => {
      stopping.abort()
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
      await exit(child)
      clearTimeout(timer)
    },
  }
}
