// The product's own collector at work on simulated clusters, over the wire: what it stored is what the ledger
// said before anything was read, and stays so while the world goes on. And the command that starts one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ObjectKind, objectKinds } from '../domain/model/kube-object.ts'
import { subjectOf } from '../ingest/kube-client/call.ts'
import {
  HandClock,
  MemoryInventory,
  openRig,
  type Rig,
  until,
} from '../ingest/sources/kube-api/collector-rig.ts'
import { kubeCalls, watchOf } from '../ingest/sources/kube-api/permissions.ts'
import { kubeCollector } from '../ingest/sources/kube-api/source.ts'
import { defaultToken, openSimulator, type Simulator } from '../simulator/main.ts'
import { readSimulateArguments } from './simulate.ts'

interface Truth {
  readonly metric: string
  readonly subject: string
  readonly value: number
}

let simulator: Simulator
beforeAll(async () => {
  simulator = await openSimulator({ scale: 'small', tickMs: 20 })
})
afterAll(() => simulator.close())

// biome-ignore lint/suspicious/noExplicitAny: the control door's JSON is looked into as it comes
async function control(path: string, body?: object): Promise<any> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  return await (await fetch(`${simulator.controlUrl}${path}`, init)).json()
}

const truthsOf = async (cluster: string): Promise<Map<string, number>> => {
  const { truths } = (await control(`/_sim/truth?cluster=${cluster}`)) as { truths: Truth[] }
  return new Map(truths.map(({ metric, value }) => [metric, value]))
}

const metricOf: Partial<Record<ObjectKind, string>> = {
  CronJob: 'cluster.cronjobs',
  DaemonSet: 'cluster.daemonsets',
  Deployment: 'cluster.deployments',
  Job: 'cluster.jobs',
  Namespace: 'cluster.namespaces',
  Node: 'cluster.nodes',
  Pod: 'cluster.pods',
  ReplicaSet: 'cluster.replicasets',
  StatefulSet: 'cluster.statefulsets',
}

/** Pods as the face lists them, read by nothing of ours. */
async function podsOf(name: string): Promise<string> {
  const listed = await fetch(`${simulator.url}/k8s/${name}/api/v1/pods`, {
    headers: { authorization: `Bearer ${defaultToken}` },
  })
  const { items } = (await listed.json()) as {
    items: { metadata: { uid: string; name: string }; status: { phase: string } }[]
  }
  return items
    .map(({ metadata, status }) => [metadata.uid, metadata.name, status.phase].join(' '))
    .sort()
    .join('\n')
}

async function read(name: string): Promise<{ rig: Rig; stop(): Promise<unknown> }> {
  const { now } = await control('/_sim/clock')
  const rig = openRig(new MemoryInventory(), new HandClock(now))
  const stopping = new AbortController()
  const collector = kubeCollector({
    credentialOf: () => ({ name: 'simulated', token: { env: 'TOKEN' } }),
    environment: { TOKEN: defaultToken },
    version: '0.0.0-test',
    settings: { pageSize: 40, pace: { firstMs: 5, mostMs: 50 }, metricsMs: 50, batchSize: 50 },
    random: () => 0.5,
  })
  const definition = {
    name,
    kind: 'kube-api',
    server: `${simulator.url}/k8s/${name}`,
    credential: 'simulated',
  } as const
  const ended = collector.run(definition, rig.tools, stopping.signal).catch((error: unknown) => error)
  return {
    rig,
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}

describe.each(['gpu-infer-usw2', 'stream-use1-c1', 'svc-sec-use1'])('%s', (name) => {
  const matches = ({ inventory }: Rig, truths: ReadonlyMap<string, number>): boolean =>
    Object.entries(metricOf).every(
      ([kind, metric]) => inventory.alive(kind as ObjectKind).length === truths.get(metric),
    )
  const counted = ({ inventory }: Rig): string =>
    Object.keys(metricOf)
      .map((kind) => `${kind} ${inventory.alive(kind as ObjectKind).length}`)
      .join(', ')

  it('is stored as the ledger says, and follows as it changes', async () => {
    const { rig, stop } = await read(name)
    const before = await truthsOf(name)
    await until(
      () => matches(rig, before),
      () => `${counted(rig)}; expected ${JSON.stringify([...before])}`,
      30_000,
    )
    const watching = objectKinds.map((kind) => `watch ${watchOf(kind).resource}`)
    const isWatching = async (): Promise<boolean> => {
      const { calls } = (await control('/_sim/calls')) as { calls: { face: string; what: string }[] }
      const asked = calls
        .filter(({ face }) => face === `kube/${name}`)
        .map(({ what }) => what.replace(/\.\S+$/, ''))
      return watching.every((what) => asked.includes(what))
    }
    while (!(await isWatching())) await new Promise((resolve) => setTimeout(resolve, 20))
    rig.clock.tick(2 * 3_600_000)
    await control('/_sim/clock', { byMs: 2 * 3_600_000 })
    const after = await truthsOf(name)
    expect(after.get('cluster.pods')).toBeGreaterThan(0)
    await until(
      () => matches(rig, after),
      () => `${counted(rig)}; expected ${JSON.stringify([...after])}`,
      30_000,
    )
    const listed = await podsOf(name)
    const stored = (): string =>
      rig.inventory
        .alive('Pod')
        .map((pod) => [pod.uid, pod.name, pod.phase].join(' '))
        .sort()
        .join('\n')
    await until(
      () => stored() === listed,
      () => `${stored()}\nexpected\n${listed}`,
    )
    await until(
      () => rig.inventory.samples.length > 0,
      () => 'no samples',
    )
    // Both clocks were set, one after the other: an answer of the moment between tells of a difference, the next ends it.
    await until(
      () => rig.report.troubles.size === 0,
      () => `troubles: ${[...rig.report.troubles.keys()].join(', ')}`,
    )
    const ended = await stop()
    expect(ended).toBeUndefined()
    expect(rig.report.counts.unreadable ?? 0).toBe(0)
  }, 90_000)
})

it('asks nothing but what its permissions name', async () => {
  const { calls } = (await control('/_sim/calls')) as { calls: { what: string; code: number }[] }
  const named = kubeCalls.map((call) => `${call.verb} ${subjectOf(call)}`)
  const asked = new Set(calls.map(({ what }) => what))
  expect([...asked].sort()).toEqual(named.sort())
  expect(calls.filter(({ code }) => code !== 200)).toEqual([])
})

it('is stored as the ledger says after everything went wrong on the wire', async () => {
  const name = 'ultra-research'
  const face = `kube/${name}`
  const inject = async (fault: object): Promise<void> => {
    expect(await control('/_sim/inject', { face, ...fault })).not.toHaveProperty('error')
  }
  await inject({ what: 'list pods', answer: 410, after: 3 })
  await inject({ what: 'list nodes', answer: 429, retryAfterSeconds: 1 })
  await inject({ what: 'list jobs.batch', answer: 401 })
  await inject({ what: 'list deployments.apps', answer: 'cut' })
  await inject({ what: 'watch nodes', answer: 410 })
  await inject({ what: 'get /metrics', answer: 503 })
  const { rig, stop } = await read(name)
  const before = await truthsOf(name)
  const isAs = (truths: ReadonlyMap<string, number>) => (): boolean =>
    Object.entries(metricOf).every(
      ([kind, metric]) => rig.inventory.alive(kind as ObjectKind).length === truths.get(metric),
    )
  await until(isAs(before), () => `not as before: ${JSON.stringify([...before])}`, 30_000)
  await inject({ what: 'watch pods', answer: 'cut', times: 2 })
  rig.clock.tick(600_000)
  await control('/_sim/clock', { byMs: 600_000 })
  const after = await truthsOf(name)
  const listed = await podsOf(name)
  const stored = (): string =>
    rig.inventory
      .alive('Pod')
      .map((pod) => [pod.uid, pod.name, pod.phase].join(' '))
      .sort()
      .join('\n')
  await until(
    () => isAs(after)() && stored() === listed,
    () => `not as after: ${JSON.stringify([...after])}`,
    30_000,
  )
  expect(rig.report.toldTroubles.length).toBeGreaterThan(0)
  expect(await stop()).toBeUndefined()
}, 90_000)

it.each([
  [{ what: 'list pods', answer: 429 }, 'a fault has a face'],
  [{ face: 'kube/nowhere', what: 'list pods', answer: 429 }, 'there is no face'],
  [{ face: 'kube/ultra-research', what: 'list pods', answer: 200 }, 'from 400 to 599'],
  [{ face: 'kube/ultra-research', what: 'list pods', answer: 429, after: -1 }, 'whole numbers'],
])('refuses to inject %j', async (fault, words) => {
  expect((await control('/_sim/inject', fault)).error).toContain(words)
})

describe('periplus simulate', () => {
  it('reads its arguments', () => {
    expect(readSimulateArguments([])).toMatchObject({
      speed: 1,
      port: 4_100,
      controlPort: 4_101,
      letsAnonymousRead: false,
    })
    expect(
      readSimulateArguments([
        '--scale',
        'small',
        '--seed',
        '7',
        '--speed',
        '0',
        '--port',
        '0',
        '--anonymous',
      ]),
    ).toMatchObject({
      scale: 'small',
      seed: 7,
      speed: 0,
      port: 0,
      controlPort: 0,
      letsAnonymousRead: true,
    })
  })

  it.each([
    [['--scale', 'huge'], '--scale is one of small, demo, ultra'],
    [['--seed', 'x'], '--seed takes a whole number'],
    [['--speed', '601'], 'up to 600'],
    [['--port', '65535'], 'up to 65534'],
    [['--reset'], '--reset goes with --folder'],
    [['--scenario', 'S99'], 'there is no scenario "S99"; there are S01, '],
    [['--storm'], "Unknown option '--storm'"],
  ])('refuses %j', (args, words) => {
    expect(() => readSimulateArguments(args)).toThrow(words)
  })

  it('says that a port is in use', async () => {
    const port = Number(new URL(simulator.url).port)
    await expect(openSimulator({ scale: 'small', port })).rejects.toThrow(`port ${port} is in use`)
    const { controlUrl } = simulator
    const controlPort = Number(new URL(controlUrl).port)
    const half = openSimulator({ scale: 'small', controlPort })
    await expect(half).rejects.toThrow(`port ${controlPort} is in use`)
  })
})
