// The product's own reader of EKS at work on the simulated organisation: one round over all accounts and
// regions tells every cluster of the ledger, with its version, node groups and insights, and no trouble.
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { eksSourceSchema } from '../domain/model/source-definition.ts'
import { fakeTools } from '../ingest/sources/eks-api/fake-tools.ts'
import { eksCollector } from '../ingest/sources/eks-api/source.ts'
import { SteppedTime } from '../ingest/sources/eks-api/test-rig.ts'
import { defaultTuning } from '../ingest/sources/eks-api/tuning.ts'
import { openSimulator, type Simulator } from '../simulator/main.ts'

/** So that day 14 is the instant at which the reader's clock stands. */
const epochMs = Date.parse('2026-11-09T09:00:00Z')

/** A reader that waits for nothing but its interval. */
const pace = { startPerSecond: 10_000, slowestPerSecond: 1_000, fastestPerSecond: 10_000, burst: 10_000 }
const unpaced = { pace, stsPace: pace, organizationsPace: pace }

let simulator: Simulator
beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIASIMULATED')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none')
  vi.stubEnv('AWS_SESSION_TOKEN', '')
  simulator = await openSimulator({ scale: 'small', epochMs, eksCallsPerSecond: Number.POSITIVE_INFINITY })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await simulator.close()
})

// biome-ignore lint/suspicious/noExplicitAny: the control door's JSON is looked into as it comes
const control = async (path: string): Promise<any> =>
  await (await fetch(`${simulator.controlUrl}${path}`)).json()

it('tells the whole fleet in one round', async () => {
  const { truths } = await control('/_sim/truth')
  const { clusters } = await control('/_sim/fleet')
  const regions = [...new Set<string>(clusters.map(({ region }: { region: string }) => region))]
  const at = (service: string) => `${simulator.url}/aws/${service}`
  const definition = eksSourceSchema.parse({
    name: 'simulated',
    kind: 'eks-api',
    accounts: 'organization',
    roleName: 'reader',
    regions,
    endpoints: { eks: at('eks'), organizations: at('organizations'), sts: at('sts') },
  })
  const { inventory, report, tools } = fakeTools()
  const time = new SteppedTime({ isReal: false })
  const stopping = new AbortController()
  const readSecret = () => Promise.reject(new Error('there is no secret'))
  const collector = eksCollector({
    readSecret,
    tuning: { ...defaultTuning, timeoutMs: 20_000, ...unpaced },
    time,
  })
  const running = collector.run(definition, tools, stopping.signal).catch((error: unknown) => error)
  const ended = await Promise.race([time.rest(), running])
  expect(ended).toBeUndefined()

  expect([...report.troubles.keys()]).toEqual([])
  const told = [...inventory.clusters.values()]
  expect(told.map(({ arn }) => arn).sort()).toEqual(clusters.map(({ arn }: { arn: string }) => arn).sort())
  expect(inventory.accounts).toHaveLength(26)
  const stated = truths.filter(({ metric }: { metric: string }) => metric === 'fleet.clusters.byVersion')
  const ofVersion = (version: string) => told.filter((facts) => facts.version === version).length
  // AWS knows no version of clusters that are registered from elsewhere.
  const connected = told.filter(({ connector }) => connector != null).length
  expect(connected).toBe(1)
  const sum = stated.reduce(
    (total: number, { subject }: { subject: string }) => total + ofVersion(subject),
    0,
  )
  expect(sum).toBe(clusters.length - connected)
  for (const { subject, value } of stated) {
    expect(ofVersion(subject)).toBeLessThanOrEqual(value)
    expect(ofVersion(subject)).toBeGreaterThanOrEqual(value - connected)
  }
  let desired = 0
  let insights = 0
  for (const id of inventory.clusters.keys()) {
    for (const facts of Object.values(inventory.partsOf(id, 'node-group'))) desired += facts.desiredSize ?? 0
    insights += Object.keys(inventory.partsOf(id, 'insight')).length
  }
  const nodesOf = (name: string): number =>
    truths.find(
      (truth: { metric: string; subject: string }) =>
        truth.metric === 'cluster.nodes' && truth.subject === name,
    ).value
  const managed = told.filter(({ connector }) => connector == null).map(({ name }) => nodesOf(name as string))
  expect(desired).toBe(managed.reduce((total, nodes) => total + nodes, 0))
  expect(insights).toBeGreaterThanOrEqual(5 * managed.length)
  stopping.abort(new Error('the test is over'))
  await running
}, 180_000)
