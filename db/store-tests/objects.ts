// Objects for store tests, made by hand, and the oracle: a model in memory that remembers every state it was
// told and looks through all of them for each answer. It shares no code with the product.
import type {
  NodeFacts,
  ObjectKind,
  ObjectState,
  PodFacts,
  WorkloadFacts,
} from '../../domain/model/kube-object.ts'
import type { Events } from '../events/client.ts'
import { insertObjects, objectLine } from '../events/write/objects.ts'

const podFacts: PodFacts = {
  reason: null,
  qosClass: 'Burstable',
  priorityClass: null,
  serviceAccount: 'default',
  podIp: null,
  startedAt: null,
  isReady: true,
  restarts: 0,
  cpuLimitMillicores: 0,
  memoryLimitBytes: 0,
  containers: [{ name: 'app', image: 'app:1', imageId: null, waiting: null }],
}
const nodeFacts: NodeFacts = {
  kubeletVersion: 'v1.33.4-eks-abc',
  kubeProxyVersion: null,
  osImage: null,
  kernelVersion: null,
  containerRuntime: null,
  architecture: null,
  instanceType: null,
  zone: null,
  region: null,
  providerId: null,
  nodeGroup: null,
  capacityType: null,
  isUnschedulable: false,
  taints: [],
  problems: [],
  cpuCapacityMillicores: 4_000,
  memoryCapacityBytes: 8_000,
  podCapacity: 110,
}
const workloadFacts: WorkloadFacts = {
  desired: 1,
  ready: 1,
  updated: 1,
  available: 1,
  generation: 1,
  images: ['app:1'],
  serviceAccount: null,
  hasProbes: true,
  schedule: null,
  isPaused: false,
  podLabels: {},
}
const factsOf: Partial<Record<ObjectKind, ObjectState['facts']>> = {
  Namespace: {},
  Node: nodeFacts,
  Pod: podFacts,
}

export type TestState = Omit<ObjectState, 'facts'> & { readonly facts: Record<string, unknown> }

/** A state with everything that is not said filled in; facts are filled up, not replaced. */
export function testState(
  over: Partial<TestState> & { readonly kind: ObjectKind; readonly uid: string; readonly observedAt: Date },
): TestState {
  const { kind, uid, facts = {}, ...rest } = over
  return {
    clusterId: 'east',
    kind,
    uid,
    namespace: kind === 'Node' || kind === 'Namespace' ? '' : 'shop',
    name: `name-${uid}`,
    resourceVersion: '1',
    isDeleted: false,
    createdAt: new Date('2026-11-01T00:00:00Z'),
    ownerKind: '',
    ownerName: '',
    labels: {},
    nodeName: '',
    phase: '',
    cpuMillicores: 0,
    memoryBytes: 0,
    gpus: 0,
    ...rest,
    facts: { ...(factsOf[kind] ?? workloadFacts), ...facts },
  }
}

/** Told once, in order; `version` as the product makes it of the instant and a count. */
export interface ToldState {
  readonly state: TestState
  readonly version: bigint
  readonly fingerprint: bigint
}

const known = new Map<string, bigint>()
/** Equal for states that differ in nothing that is kept, whenever they were learned. */
export function fingerprintOf({ observedAt: _at, resourceVersion: _version, ...kept }: TestState): bigint {
  const text = JSON.stringify(kept)
  if (!known.has(text)) known.set(text, BigInt(known.size + 1))
  return known.get(text) as bigint
}

export function tell(states: readonly TestState[]): ToldState[] {
  const counts = new Map<number, bigint>()
  return states.map((state) => {
    const ms = state.observedAt.getTime()
    const count = counts.get(ms) ?? 0n
    counts.set(ms, count + 1n)
    return { state, version: BigInt(ms) * 4_096n + count, fingerprint: fingerprintOf(state) }
  })
}

export async function store(events: Events, told: readonly ToldState[]): Promise<void> {
  if (told.length === 0) return
  const lines = told.map((one) => objectLine({ ...one, state: one.state as unknown as ObjectState }))
  await insertObjects(events, Buffer.from(lines.join('\n')))
}

/** What was alive at an instant, by looking through everything that was ever told. */
export function aliveAt(told: readonly ToldState[], at: Date): TestState[] {
  const last = new Map<string, ToldState>()
  for (const one of told) {
    if (one.state.observedAt > at) continue
    const object = `${one.state.clusterId} ${one.state.kind} ${one.state.uid}`
    const before = last.get(object)
    if (before === undefined || before.version < one.version) last.set(object, one)
  }
  return [...last.values()].map(({ state }) => state).filter(({ isDeleted }) => !isDeleted)
}

/** In an order of its own, so that lists can be compared. */
export const sorted = <State extends Pick<TestState, 'clusterId' | 'kind' | 'uid'>>(
  states: readonly State[],
): State[] =>
  [...states].sort((a, b) =>
    `${a.clusterId} ${a.kind} ${a.uid}` < `${b.clusterId} ${b.kind} ${b.uid}` ? -1 : 1,
  )
