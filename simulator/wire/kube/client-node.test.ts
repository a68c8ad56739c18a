// The face as the Kubernetes client for JavaScript sees it, Kubernetes' own: lists in pages, watches, an informer
// that follows, and refusals. What it finds is what the ledger says and what lists hold.
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  type KubernetesObject,
  Metrics,
  makeInformer,
  topNodes,
  VersionApi,
  Watch,
} from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultToken } from '../../main.ts'
import { type Json, Rig } from './client-rig.ts'

const cluster = 'svc-sec-use1'
let rig: Rig
let config: KubeConfig
let core: CoreV1Api

function configWith(token: string): KubeConfig {
  const made = new KubeConfig()
  const [server, user] = [`${rig.simulator.url}/k8s/${cluster}`, 'reader']
  made.loadFromOptions({
    clusters: [{ name: cluster, server, skipTLSVerify: true }],
    users: [{ name: user, token }],
    contexts: [{ name: cluster, cluster, user }],
    currentContext: cluster,
  })
  return made
}

beforeAll(async () => {
  rig = await Rig.open()
  config = configWith(defaultToken)
  core = config.makeApiClient(CoreV1Api)
})
afterAll(() => rig.close())

async function truthOf(metric: string): Promise<number> {
  const { truths } = await rig.control(`/_sim/truth?cluster=${cluster}`)
  return truths.find((truth: Json) => truth.metric === metric).value
}

const keyOf = ({ metadata }: KubernetesObject): string => `${metadata?.namespace}/${metadata?.name}`
const versionsOf = (objects: readonly KubernetesObject[]): string[] =>
  objects.map((object) => `${keyOf(object)} ${object.metadata?.resourceVersion}`).sort()

async function until(holds: () => boolean, found: () => string, withinMs = 15_000): Promise<void> {
  const endMs = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > endMs) throw new Error(`not so within ${withinMs} ms: ${found()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('lists', () => {
  it('are as many as the ledger says, in one piece and in pages', async () => {
    const whole = await core.listPodForAllNamespaces()
    expect(whole.items).toHaveLength(await truthOf('cluster.pods'))
    const paged: KubernetesObject[] = []
    let _continue: string | undefined
    do {
      const page = await core.listPodForAllNamespaces({ limit: 7, ...(_continue && { _continue }) })
      expect(page.items.length).toBeLessThanOrEqual(7)
      paged.push(...page.items)
      _continue = page.metadata?._continue
    } while (_continue)
    expect(versionsOf(paged)).toEqual(versionsOf(whole.items))
    const deployments = await config.makeApiClient(AppsV1Api).listDeploymentForAllNamespaces()
    expect(deployments.items).toHaveLength(await truthOf('cluster.deployments'))
    expect((await core.listNode()).items).toHaveLength(await truthOf('cluster.nodes'))
  })

  it('are typed: dates are dates, and quantities add up', async () => {
    const { items } = await core.listNode()
    for (const { metadata, status } of items) {
      expect(metadata?.creationTimestamp).toBeInstanceOf(Date)
      expect(status?.conditions?.find(({ type }) => type === 'Ready')?.lastHeartbeatTime).toBeInstanceOf(Date)
    }
    const tops = await topNodes(core)
    expect(tops).toHaveLength(items.length)
    for (const { CPU } of tops) expect(Number(CPU.RequestTotal)).toBeLessThanOrEqual(Number(CPU.Capacity))
    const usages = await new Metrics(config).getNodeMetrics()
    expect(usages.items.map(({ metadata }) => metadata.name).sort()).toEqual(
      items.map(({ metadata }) => metadata?.name).sort(),
    )
  })

  it('name one object, and the server', async () => {
    const [pod] = (await core.listPodForAllNamespaces({ limit: 1 })).items
    const { name = '', namespace = '' } = pod?.metadata ?? {}
    expect((await core.readNamespacedPod({ name, namespace })).metadata?.uid).toBe(pod?.metadata?.uid)
    expect((await config.makeApiClient(VersionApi).getCode()).gitVersion).toMatch(/^v1\.\d+\.\d+-eks-/)
  })
})

describe('what is refused', () => {
  const refusal = (asked: Promise<unknown>): Promise<[number, string]> =>
    asked.then(
      () => [200, ''],
      (error: unknown) => {
        if (!(error instanceof ApiException)) throw error
        // It keeps no body of a 401.
        return [error.code, error.body === undefined ? '' : JSON.parse(String(error.body)).reason]
      },
    )

  it.each<[string, () => Promise<unknown>, [number, string]]>([
    ['a stranger', () => configWith('wrong').makeApiClient(CoreV1Api).listNode(), [401, '']],
    [
      'what is not there',
      () => core.readNamespacedPod({ name: 'none', namespace: 'default' }),
      [404, 'NotFound'],
    ],
    [
      'writing',
      () => core.createNamespace({ body: { metadata: { name: 'mine' } } }),
      [405, 'MethodNotAllowed'],
    ],
    ['deleting', () => core.deleteNode({ name: 'any' }), [405, 'MethodNotAllowed']],
    [
      'a selector that is none',
      () => core.listPodForAllNamespaces({ labelSelector: 'a in (' }),
      [400, 'BadRequest'],
    ],
    [
      'a page of another list',
      () => core.listPodForAllNamespaces({ limit: 1, _continue: 'nonsense' }),
      [400, 'BadRequest'],
    ],
    [
      'a version long gone',
      () => core.listPodForAllNamespaces({ resourceVersion: '1', resourceVersionMatch: 'Exact' }),
      [410, 'Expired'],
    ],
  ])('%s', async (_, ask, refused) => expect(await refusal(ask())).toEqual(refused))
})

it('a watch tells what happens from a version on', async () => {
  const before = await core.listPodForAllNamespaces()
  const told: { type: string; object: KubernetesObject }[] = []
  const query = { resourceVersion: before.metadata?.resourceVersion, allowWatchBookmarks: true }
  const stop = await new Watch(config).watch(
    '/api/v1/pods',
    query,
    (type, object) => told.push({ type, object }),
    () => undefined,
  )
  await rig.control('/_sim/clock', { byMs: 1_800_000 })
  const after = await core.listPodForAllNamespaces()
  const objects = (): KubernetesObject[] => {
    const known = new Map(before.items.map((item) => [item.metadata?.uid, item as KubernetesObject]))
    for (const { type, object } of told) {
      if (type === 'DELETED') known.delete(object.metadata?.uid)
      else if (type !== 'BOOKMARK') known.set(object.metadata?.uid, object)
    }
    return [...known.values()]
  }
  const wanted = versionsOf(after.items)
  await until(
    () => versionsOf(objects()).join() === wanted.join(),
    () => `${told.length} frames, ${objects().length} pods of ${wanted.length}`,
  )
  expect(told.map(({ type }) => type)).toContain('BOOKMARK')
  stop.abort()
})

it('an informer follows, over watches that are cut and versions that are too old', async () => {
  const informer = makeInformer(config, '/api/v1/pods', () => core.listPodForAllNamespaces())
  const counts = { add: 0, delete: 0, error: 0 }
  informer.on('add', () => counts.add++)
  informer.on('delete', () => counts.delete++)
  // As its documentation says: whoever uses it begins anew after an error.
  informer.on('error', () => {
    counts.error++
    setTimeout(() => void informer.start(), 20)
  })
  await informer.start()
  const follows = async (): Promise<void> => {
    const wanted = versionsOf((await core.listPodForAllNamespaces()).items)
    expect(wanted).toHaveLength(await truthOf('cluster.pods'))
    await until(
      () => versionsOf(informer.list()).join() === wanted.join(),
      () => `${informer.list().length} pods of ${wanted.length}`,
    )
  }
  await follows()
  const before = { ...counts }
  await rig.control('/_sim/clock', { byMs: 3_600_000 })
  await follows()
  expect(counts.add).toBeGreaterThan(before.add)
  expect(counts.delete).toBeGreaterThan(0)
  const face = `kube/${cluster}`
  await rig.control('/_sim/inject', { face, what: 'watch pods', answer: 'cut' })
  await rig.control('/_sim/clock', { byMs: 7_200_000 })
  await follows()
  await rig.control('/_sim/inject', { face, what: 'watch pods', answer: 410 })
  await rig.control('/_sim/inject', { face, what: 'watch pods', answer: 'cut' })
  await rig.control('/_sim/clock', { byMs: 3_600_000 })
  await follows()
  await informer.stop()
})
