// A cluster that is changed by a script while it is read, and what must be stored of it at every instant.
// Only tests import it.
import { CollectionFailure } from '../../collection.ts'
import { StandIn } from '../../kube-client/stand-in.ts'
import type { WorldObject } from '../../kube-client/stand-in-world.ts'
import { HandClock, MemoryInventory, openRig, type Rig, until } from './collector-rig.ts'
import { type Running, run, secure } from './source-rig.ts'

export const paths = {
  Pod: '/api/v1/pods',
  Node: '/api/v1/nodes',
  Deployment: '/apis/apps/v1/deployments',
} as const
export type Kind = keyof typeof paths
export const kinds = Object.keys(paths) as Kind[]

export interface Draft {
  readonly kind: Kind
  readonly name: string
  readonly uid: string
  readonly node: string
  readonly mark: string
}

/** An object of the kind that differs from others by what is kept of it. */
function objectOf({ kind, name, uid, node, mark }: Draft): WorldObject {
  const metadata = {
    name,
    uid,
    ...(kind === 'Node' ? {} : { namespace: 'shop' }),
    creationTimestamp: '2026-11-01T00:00:00Z',
    labels: { mark },
    annotations: { huge: 'x'.repeat(200) },
  }
  if (kind === 'Node') return { metadata, status: { conditions: [{ type: 'Ready', status: 'True' }] } }
  if (kind === 'Deployment') return { metadata, spec: { replicas: 1 } }
  return {
    metadata,
    spec: { containers: [{ name: 'c' }], ...(node === '' ? {} : { nodeName: node }) },
    status: { phase: node === '' ? 'Pending' : 'Running' },
  }
}

/** The cluster as it should be, and at which instants it was so. */
class Script {
  readonly truth = new Map<string, Draft>()
  readonly snapshots: { at: Date; lines: string[] }[] = []

  lines(): string[] {
    return [...this.truth.values()]
      .map(
        ({ kind, name, uid, node, mark }) => `${kind} ${name} ${uid} ${kind === 'Pod' ? node : ''} ${mark}`,
      )
      .sort()
  }
}

const storedLines = (inventory: MemoryInventory, at?: Date): string[] =>
  kinds
    .flatMap((kind) => inventory.alive(kind, at))
    .map(({ kind, name, uid, nodeName, labels }) => `${kind} ${name} ${uid} ${nodeName} ${labels.mark}`)
    .sort()

export class Stage {
  readonly script = new Script()
  readonly clock = new HandClock(new Date())
  readonly inventory = new MemoryInventory()
  readonly server: StandIn
  rig: Rig = openRig(this.inventory, this.clock)
  running: Running | undefined

  constructor(server: StandIn) {
    this.server = server
  }

  /** `isSecure`: as real API servers speak, HTTP/2 over TLS. */
  static async open({ isSecure = false } = {}): Promise<Stage> {
    return new Stage(
      await StandIn.open({
        metrics: () => 'apiserver_storage_size_bytes 1\n',
        ...(isSecure && { tls: secure }),
      }),
    )
  }

  put(draft: Draft): void {
    this.script.truth.set(`${draft.kind}/${draft.name}`, draft)
    this.server.world.put(paths[draft.kind], objectOf(draft))
  }

  remove(kind: Kind, name: string): void {
    const draft = this.script.truth.get(`${kind}/${name}`)
    if (draft === undefined) return
    this.script.truth.delete(`${kind}/${name}`)
    this.server.world.remove(paths[kind], objectOf(draft))
  }

  start(): void {
    this.rig = openRig(this.inventory, this.clock)
    const running = run(this.server, this.rig, { watchSilenceMs: 300 })
    this.running = running
    // A try that ends by itself is followed by another, as the supervisor does it.
    void running.ended.then((error) => {
      if (this.running === running && error instanceof CollectionFailure) this.start()
    })
  }

  async leave(): Promise<void> {
    const { running } = this
    this.running = undefined
    await running?.stop()
  }

  async close(): Promise<void> {
    await this.leave()
    await this.server.close()
  }

  /** Waits until what is stored is what is there, and remembers that it was so now. */
  async settle(): Promise<void> {
    const expected = () => this.script.lines()
    const stored = () => storedLines(this.inventory)
    const troubles = () => [...this.rig.report.troubles.values()]
    await until(
      () => stored().join('\n') === expected().join('\n'),
      () => JSON.stringify({ expected: expected(), stored: stored(), troubles: troubles() }, null, 1),
    )
    this.script.snapshots.push({ at: this.clock.now(), lines: expected() })
    this.clock.tick(1_000)
  }

  /** What should have been stored and what was, at every remembered instant and just before the next one. */
  comparisons(): { expected: string[]; stored: string[] }[] {
    return this.script.snapshots.flatMap(({ at, lines }) =>
      [0, 999].map((laterMs) => ({
        expected: lines,
        stored: storedLines(this.inventory, new Date(at.getTime() + laterMs)),
      })),
    )
  }

  timesStored(name: string): number {
    return this.inventory.history.filter(({ state }) => state?.name === name).length
  }
}
