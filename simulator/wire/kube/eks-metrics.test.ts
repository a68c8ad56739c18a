// What EKS shows of the scheduler and the controller manager: where it is, who may read it, and that pods placed are
// those that came to be.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, firstDay, hourMs, testEpochMs } from '../../world/clock.ts'
import { Rig } from './client-rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await Rig.open({ nodeTokens: ['reads-nodes-alone'] })
})
afterAll(() => rig.close())

const path = (component: string): string =>
  `/apis/metrics.eks.amazonaws.com/v1/${component}/container/metrics`
const cluster = 'stream-use1-c1'

const valueIn = (text: string, line: string): number => {
  const found = text.split('\n').find((told) => told.startsWith(`${line} `))
  return Number(found?.slice(line.length + 1) ?? Number.NaN)
}

it('places every pod that comes to be', async () => {
  const line = 'scheduler_schedule_attempts_total{profile="default-scheduler",result="scheduled"}'
  const placed = async () => valueIn((await rig.ask(`/k8s/${cluster}${path('ksh')}`)).text, line)
  const before = await placed()
  await rig.control('/_sim/clock', { byMs: hourMs })
  const nowMs = testEpochMs + firstDay * dayMs + hourMs
  const [from, to] = [nowMs - hourMs, nowMs].map((ms) => new Date(ms).toISOString())
  const { truths } = await rig.control(`/_sim/truth?from=${from}&to=${to}&cluster=${cluster}`)
  const started = truths.find(({ metric }: { metric: string }) => metric === 'pods.started')
  expect((await placed()) - before).toBe(started.value)
})

it.each([
  ['ksh', 'scheduler_pending_pods{queue="active"}'],
  ['ksh', 'scheduler_pod_scheduling_sli_duration_seconds_bucket{attempts="1",le="+Inf"}'],
  ['kcm', 'workqueue_depth{name="horizontalpodautoscaler"}'],
  ['kcm', 'workqueue_adds_total{name="deployment"}'],
])('%s has %s', async (component, line) => {
  const { status, headers, text } = await rig.ask(`/k8s/${cluster}${path(component)}`)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toContain('text/plain; version=0.0.4')
  expect(valueIn(text, line)).toBeGreaterThanOrEqual(0)
})

describe('who may read it', () => {
  it('is nobody without the right, and the refusal names what is missing', async () => {
    const { status, json } = await rig.ask(`/k8s/${cluster}${path('ksh')}`, { token: 'reads-nodes-alone' })
    expect(status).toBe(403)
    expect(json.message).toContain(
      'cannot get resource "ksh/metrics" in API group "metrics.eks.amazonaws.com" at the cluster scope',
    )
    expect((await rig.ask(`/k8s/${cluster}${path('kcm')}`, { token: null })).status).toBe(403)
  })

  it.each([
    ['get', 'ksh', true],
    ['list', 'ksh', false],
    ['get', 'others', false],
  ])('%s %s: a review says %s', async (verb, resource, allowed) => {
    const resourceAttributes = { group: 'metrics.eks.amazonaws.com', resource, subresource: 'metrics', verb }
    const { json } = await rig.ask(`/k8s/${cluster}/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`, {
      method: 'POST',
      body: JSON.stringify({ spec: { resourceAttributes } }),
    })
    expect(json.status.allowed).toBe(allowed)
  })
})

it('is in discovery of clusters that EKS runs, and of no other', async () => {
  const groups = async (name: string): Promise<string[]> =>
    (await rig.ask(`/k8s/${name}/apis`)).json.groups.map(({ name: group }: { name: string }) => group)
  const aggregated = await rig.ask(`/k8s/${cluster}/apis`, {
    headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
  })
  expect(aggregated.text).toContain('"metrics.eks.amazonaws.com"')
  expect(await groups(cluster)).toContain('metrics.eks.amazonaws.com')
  const listed = await rig.ask(`/k8s/${cluster}/apis/metrics.eks.amazonaws.com/v1`)
  expect(listed.json.resources.map(({ name }: { name: string }) => name)).toEqual([
    'kcm/metrics',
    'ksh/metrics',
  ])
  const { clusters } = await rig.control('/_sim/fleet')
  const without: string[] = []
  for (const { name } of clusters) {
    if (!(await groups(name)).includes('metrics.eks.amazonaws.com')) without.push(name)
  }
  expect(without.length).toBeGreaterThan(0)
  for (const name of without) {
    expect(name).toMatch(/^edge-/)
    expect((await rig.ask(`/k8s/${name}${path('ksh')}`)).status).toBe(404)
  }
})
