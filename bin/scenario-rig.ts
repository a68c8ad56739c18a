// For tests of scenarios: a simulated fleet whose clock stands, and the product started for real against it, with
// an ordinary configuration, its own sources and stores. What was found is asked over HTTP, what should have been
// over the control door; neither side is looked into. Only tests import it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import superjson, { type SuperJSONResult } from 'superjson'
import type { RouterInputs, RouterOutputs } from '../server/root.ts'
import { type ServerProcess, startProcess } from '../server/test-process.ts'
import { defaultToken, openSimulator, type Simulator, type SimulatorOptions } from '../simulator/main.ts'

/** "fleet.summary" and all the others. */
export type Procedure = {
  [Area in keyof RouterOutputs & string]: `${Area}.${keyof RouterOutputs[Area] & string}`
}[keyof RouterOutputs & string]
type At<Tree, Path> = Path extends `${infer Area}.${infer Question}`
  ? Area extends keyof Tree
    ? Question extends keyof Tree[Area]
      ? Tree[Area][Question]
      : never
    : never
  : never
export type Asked<Path extends Procedure> = At<RouterInputs, Path>
export type Answer<Path extends Procedure> = At<RouterOutputs, Path>

/** A row of the ledger, as the control door tells it. */
export interface Truth {
  readonly id: string
  readonly scenario: string
  readonly cluster?: string
  readonly window: readonly [string, string]
  readonly subject: string
  readonly metric: string
  readonly op: 'eq' | 'approx' | 'order' | 'absent'
  readonly value: number
  readonly tol: number
}

export interface SimulatedCluster {
  readonly name: string
  readonly arn: string
  readonly accountId: string
  readonly region: string
  /** Where its API server is. */
  readonly server: string
}

export interface RigOptions {
  readonly simulator?: SimulatorOptions
  /** Whether the organisation is read over AWS's API. */
  readonly readsOrganization?: boolean
  /** Clusters whose API servers are read, by name. */
  readonly reads?: 'all' | readonly string[]
  /** Clusters whose metrics are read from the simulated Prometheus, by name. */
  readonly metrics?: readonly string[]
  /** As in periplus.yaml; none when absent. */
  readonly owners?: readonly object[]
  /** How every API server is told who asks: a user of a kubeconfig. */
  readonly kubeUser?: (rig: Pick<ScenarioRig, 'folder' | 'simulator'>) => object
}

/** What is sent: events of [from, to), those of one agent alone or without those of nodes where it says so. */
export interface AuditWindow {
  readonly form: 'firehose' | 'webhook'
  readonly from: string
  readonly to: string
  readonly userAgent?: string
  readonly withoutNodes?: boolean
  readonly waitMs?: number
}

/** How much of it was sent, and of that how many batches twice. */
export interface SentAudit {
  readonly events: number
  readonly duplicated: number
}

interface Reading {
  readonly readsOrganization: boolean
  readonly reads: readonly string[]
  readonly metrics: readonly string[]
}

const mostTold = 40
const lastStepMs = 61_000

export class ScenarioRig {
  readonly simulator: Simulator
  readonly clusters: readonly SimulatedCluster[]
  /** Of this rig alone; gone when it is closed. */
  readonly folder: string
  readonly #kubeUser: object
  readonly #owners: readonly object[]
  #reading: Reading
  #regions: readonly string[]
  #readsAgain = false
  #product: ServerProcess | undefined
  #url = ''

  private constructor(simulator: Simulator, clusters: readonly SimulatedCluster[], options: RigOptions) {
    const { readsOrganization = true, reads = 'all', metrics = [] } = options
    const { kubeUser = () => ({ token: defaultToken }) } = options
    this.simulator = simulator
    this.clusters = clusters
    this.folder = mkdtempSync(path.join(tmpdir(), 'periplus-scenario-'))
    this.#regions = [...new Set(clusters.map(({ region }) => region))].sort()
    const named = reads === 'all' ? clusters.map(({ name }) => name) : reads
    this.#reading = { readsOrganization, reads: named, metrics }
    this.#kubeUser = kubeUser(this)
    this.#owners = options.owners ?? []
  }

  /** The simulator stands at the first instant of its world; the product is ready and has begun to read. */
  static async open(options: RigOptions = {}): Promise<ScenarioRig> {
    const simulator = await openSimulator({
      scale: 'small',
      tickMs: 50,
      eksCallsPerSecond: Number.POSITIVE_INFINITY,
      ...options.simulator,
    })
    const { clusters } = (await (await fetch(`${simulator.controlUrl}/_sim/fleet`)).json()) as {
      clusters: SimulatedCluster[]
    }
    const rig = new ScenarioRig(simulator, clusters, options)
    try {
      await rig.start()
    } catch (error) {
      await rig.close()
      throw error
    }
    return rig
  }

  /** Starts the product, again after `stop`: with the same stores. */
  async start(): Promise<void> {
    this.#writeConfig()
    this.#product = startProcess({
      main: 'bin/scenario-product.ts',
      dataDir: path.join(this.folder, 'data'),
      env: {
        PATH: path.dirname(process.execPath),
        PERIPLUS_CONFIG: path.join(this.folder, 'periplus.yaml'),
        PERIPLUS_CLOCK: `follow:${this.simulator.url}/k8s/${this.clusters[0]?.name}/version`,
        PERIPLUS_LOG_LEVEL: 'warn',
        AWS_ACCESS_KEY_ID: 'AKIASIMULATED',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    })
    this.#url = await this.#product.url()
  }

  async stop(): Promise<void> {
    this.#product?.child.kill('SIGTERM')
    await this.#product?.exit
    this.#product = undefined
  }

  async close(): Promise<void> {
    await this.stop()
    await this.simulator.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Other sources than before, without a restart. */
  read(reading: Partial<Reading>): void {
    this.#reading = { ...this.#reading, ...reading }
    this.#writeConfig()
  }

  /** A new round over the organisation now: its next one is minutes of the wall's clock away. */
  readOrganizationAgain(): void {
    // A source whose definition changed begins anew; the order of its regions says nothing.
    const [first, ...rest] = this.#regions as [string, ...string[]]
    this.#regions = [...rest, first]
    this.#writeConfig()
  }

  /** What Prometheus stored up to now, likewise. */
  readMetricsAgain(): void {
    this.#readsAgain = !this.#readsAgain
    this.#writeConfig()
  }

  /** As EKS's clusters are called where nobody says otherwise. */
  idOf(name: string): string {
    const { accountId, region } = this.clusters.find((known) => known.name === name) as SimulatedCluster
    return `${name}.${region}.${accountId}`
  }

  #writeConfig(): void {
    const at = (service: string): string => `${this.simulator.url}/aws/${service}`
    const organization = {
      kind: 'eks-api',
      name: 'organization',
      accounts: 'organization',
      roleName: 'periplus',
      regions: this.#regions,
      endpoints: {
        backup: at('backup'),
        eks: at('eks'),
        organizations: at('organizations'),
        sts: at('sts'),
      },
    }
    const read = this.clusters.filter(({ name }) => this.#reading.reads.includes(name))
    const servers = read.map(({ name, arn }) => ({
      kind: 'kube-api',
      name,
      kubeconfig: 'kubeconfig',
      context: arn,
    }))
    const metrics = this.#reading.metrics.map((name) => ({
      kind: 'prometheus',
      name: `prometheus-${name}`,
      url: `${this.simulator.url}/prometheus`,
      cluster: this.idOf(name),
      // A label that no series has is empty, as Prometheus sees it.
      matchers: { cluster: name, ...(this.#readsAgain ? { again: '' } : {}) },
    }))
    const sources = [...(this.#reading.readsOrganization ? [organization] : []), ...servers, ...metrics]
    // As `aws eks update-kubeconfig` writes it: contexts are named by ARN.
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: this.clusters.map(({ arn, server }) => ({ name: arn, cluster: { server } })),
      users: [{ name: 'reader', user: this.#kubeUser }],
      contexts: this.clusters.map(({ arn }) => ({ name: arn, context: { cluster: arn, user: 'reader' } })),
    }
    writeFileSync(path.join(this.folder, 'kubeconfig'), JSON.stringify(kubeconfig))
    writeFileSync(path.join(this.folder, 'periplus.yaml'), JSON.stringify({ sources, owners: this.#owners }))
  }

  /** Of the control door. Throws in its words. */
  async control<Told>(path: string, body?: object): Promise<Told> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${this.simulator.controlUrl}${path}`, init)
    const told = (await answer.json()) as Told & { error?: string }
    if (!answer.ok) throw new Error(`${path}: ${told.error}`)
    return told
  }

  /** Has a cluster send its audit events of a window to the product, by the door that is meant for it. */
  async sendAudit(name: string, sent: AuditWindow): Promise<SentAudit> {
    const [, url] = /"takes":"(http:[^"]+)"/.exec(this.#product?.stdout() ?? '') ?? []
    const token = readFileSync(path.join(this.folder, 'data', 'ingest-token'), 'utf8').trim()
    const door = sent.form === 'firehose' ? 'firehose' : `clusters/${this.idOf(name)}/audit`
    const target = { cluster: name, url: `${url}/api/ingest/v1/${door}`, token, ...sent }
    return (await this.control<{ sent: SentAudit }>('/_sim/audit', target)).sent
  }

  /** Rows of the ledger; `query` narrows them by cluster, scenario and window (from, to) or instant (at). */
  async truths(query: Readonly<Record<string, string>> = {}): Promise<readonly Truth[]> {
    const asked = new URLSearchParams(query)
    return (await this.control<{ truths: Truth[] }>(`/_sim/truth?${asked}`)).truths
  }

  /** A question of the product, over HTTP. Rejects with what it says when it refuses. */
  async ask<Path extends Procedure>(procedure: Path, input?: Asked<Path>): Promise<Answer<Path>> {
    const query =
      input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}`
    return this.#answer(procedure, `${this.#url}/api/trpc/${procedure}${query}`)
  }

  /** Has the product do something that takes no input, over HTTP. Rejects with what it says when it refuses. */
  async tell<Path extends Procedure>(procedure: Path): Promise<Answer<Path>> {
    const headers = { 'content-type': 'application/json' }
    return this.#answer(procedure, `${this.#url}/api/trpc/${procedure}`, {
      method: 'POST',
      headers,
      body: '{}',
    })
  }

  async #answer<Told>(procedure: string, url: string, init: RequestInit = {}): Promise<Told> {
    const answer = await fetch(url, init)
    const told = (await answer.json()) as { result?: { data: SuperJSONResult }; error?: object }
    if (told.result !== undefined) return superjson.deserialize(told.result.data)
    throw new Error(`${procedure}: ${answer.status} ${JSON.stringify(told.error)}`)
  }

  /** Moves the clock of the world forward and waits until the product's has followed. */
  async moveTo(to: { readonly now: string } | { readonly byMs: number }): Promise<void> {
    const fromMs = await this.nowMs()
    const toMs = 'now' in to ? Date.parse(to.now) : fromMs + to.byMs
    // Watches tell at once what happened in a jump, to a clock that follows a moment later. So that what is told of
    // the end is told at the end, the last of it is a step of its own, long enough for a bookmark.
    if (toMs - fromMs > 2 * lastStepMs) await this.#step(toMs - lastStepMs)
    await this.#step(toMs)
  }

  async #step(toMs: number): Promise<void> {
    const at = new Date(toMs)
    await this.control('/_sim/clock', { now: at.toISOString() })
    await this.until(async () => {
      const { now } = await this.ask('fleet.clusters', { limit: 1 })
      return now >= at ? [] : [`the product's clock shows ${now.toISOString()}, not yet ${at.toISOString()}`]
    })
  }

  /**
   * Waits until the product has read what a cluster's metrics were at an instant, all of them: requests in flight are
   * read last.
   */
  async untilMetricsRead(name: string, at: string): Promise<void> {
    const window = { from: new Date(Date.parse(at) - 60_000), to: new Date(Date.parse(at) + 60_000) }
    await this.until(async () => {
      const { lines } = await this.ask('capacity.series', {
        ...{ scope: { clusters: [this.idOf(name)] }, measures: ['inflight'] },
        window: { from: window.from.toISOString(), to: window.to.toISOString() },
      })
      return lines.some(({ total }) => total.some((value) => value !== null))
        ? []
        : [`metrics of ${name} are not read yet`]
    })
  }

  async nowMs(): Promise<number> {
    return Date.parse((await this.control<{ now: string }>('/_sim/clock')).now)
  }

  /** Resolves once nothing is different any more; rejects with what still is. */
  async until(differences: () => Promise<readonly string[]>, withinMs = 120_000): Promise<void> {
    const endMs = performance.now() + withinMs
    for (;;) {
      const left = await differences().catch((error: unknown) => [String(error)])
      if (left.length === 0) return
      if (performance.now() > endMs) {
        const lines = left.length > mostTold ? [...left.slice(0, mostTold), `… ${left.length} in all`] : left
        const said = this.#product?.stderr().trim().split('\n').slice(-5).join('\n')
        throw new Error(`still different after ${withinMs / 1_000} s:\n${lines.join('\n')}\n${said}`)
      }
      await sleep(500)
    }
  }
}

/** What to say of two values that should be the same: nothing when they are. */
export const differs = (what: string, found: unknown, wanted: unknown): string[] =>
  JSON.stringify(found) === JSON.stringify(wanted)
    ? []
    : [`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`]
