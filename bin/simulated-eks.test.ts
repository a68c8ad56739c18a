// The product's own reader of EKS at work on the simulated organisation: one round over all accounts and
// regions tells every cluster of the ledger, with its version, node groups and insights, and no trouble.
import { readFileSync } from 'node:fs'
import path from 'node:path'
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
const control = async (path: string, body?: object): Promise<any> => {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  return await (await fetch(`${simulator.controlUrl}${path}`, init)).json()
}

/** What the reader waits for passes in the simulated world too. */
class SharedTime extends SteppedTime {
  override async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === defaultTuning.refreshPollMs) await control('/_sim/clock', { byMs: ms })
    await super.sleep(ms, signal)
  }
}

/** The reader over the whole organisation; it rests after each round until it is woken. */
async function reader() {
  const { clusters } = await control('/_sim/fleet')
  const regions = [...new Set<string>(clusters.map(({ region }: { region: string }) => region))]
  const at = (service: string) => `${simulator.url}/aws/${service}`
  const definition = eksSourceSchema.parse({
    name: 'simulated',
    kind: 'eks-api',
    accounts: 'organization',
    roleName: 'reader',
    regions,
    endpoints: {
      backup: at('backup'),
      eks: at('eks'),
      organizations: at('organizations'),
      sts: at('sts'),
    },
  })
  const { inventory, report, tools, refresh } = fakeTools()
  const time = new SharedTime({ isReal: false })
  const stopping = new AbortController()
  const readSecret = () => Promise.reject(new Error('there is no secret'))
  const collector = eksCollector({
    readSecret,
    tuning: { ...defaultTuning, timeoutMs: 20_000, ...unpaced },
    time,
  })
  const running = collector.run(definition, tools, stopping.signal).catch((error: unknown) => error)
  const rest = async (): Promise<void> => expect(await Promise.race([time.rest(), running])).toBeUndefined()
  const stop = async (): Promise<void> => {
    stopping.abort(new Error('the test is over'))
    await running
  }
  return { inventory, report, time, clusters, refresh, rest, stop }
}

/** Of each cluster of which it may be known: whether it is backed up, and when it last was. */
function backupsStated(truths: readonly { metric: string; subject: string; value: number }[]) {
  const of = (metric: string) => truths.filter((truth) => truth.metric === metric)
  const last = new Map(of('cluster.backup.last').map(({ subject, value }) => [subject, value]))
  return Object.fromEntries(
    of('cluster.backup.isProtected').map(({ subject, value }) => [
      subject,
      [value, ...(last.has(subject) ? [last.get(subject)] : [])],
    ]),
  )
}

it('tells the whole fleet in one round', async () => {
  const { truths } = await control('/_sim/truth')
  const { inventory, report, clusters, rest, stop } = await reader()
  await rest()

  // One account lets nobody look at its backups; all else of it is read.
  expect([...report.troubles.values()].map(({ kind, says }) => [kind, says.slice(0, 18)])).toEqual([
    ['forbidden', 'AWS Backup refused'],
  ])
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
  const backups = told.filter(({ backupProtection }) => backupProtection !== undefined)
  const last = (iso: string | null | undefined) => (iso ? [Date.parse(iso) / 1_000] : [])
  expect(
    Object.fromEntries(
      backups.map((one) => [one.name, [Number(one.backupProtection), ...last(one.backup?.lastBackupAt)]]),
    ),
  ).toEqual(backupsStated(truths))
  expect(told.filter(({ backup }) => backup?.unknownWhy).map(({ name }) => name)).toEqual([
    'legacy-payments-use1',
  ])
  await stop()
}, 180_000)

it('asks for what the published policies grant, and for all of it', async () => {
  const { inventory, time, refresh, rest, stop } = await reader()
  await rest()
  // When somebody wants to know at once what EKS finds.
  const managed = [...inventory.clusters].filter(([, { connector }]) => connector == null)
  const lastLooks = (id: string) =>
    Object.values(inventory.partsOf(id, 'insight')).map(({ lastRefreshAt }) => lastRefreshAt)
  const before = new Map(managed.map(([id]) => [id, lastLooks(id)]))
  const told = await Promise.all(
    managed.slice(0, 3).map(async ([id]) => {
      const steps: string[] = []
      const says = await refresh()(id, (step) => steps.push(step), new AbortController().signal)
      return { id, says, steps }
    }),
  )
  for (const { id, says, steps } of told) {
    expect([says, steps]).toEqual([null, ['asking EKS', 'EKS is looking', 'reading']])
    expect(lastLooks(id)).not.toEqual(before.get(id))
  }
  // Accounts are listed without their units where the tree may not be walked to its end.
  await control('/_sim/inject', {
    face: 'aws/organizations',
    what: 'ListOrganizationalUnitsForParent',
    answer: 403,
  })
  time.pass(31 * 60_000)
  time.wake()
  await rest()
  await stop()
  const { calls, others } = await control('/_sim/calls')
  expect(others).toBe(0)
  const asked = calls
    .filter(({ code }: { code: number }) => code === 200)
    .map(({ face, what }: { face: string; what: string }) => `${face.replace('aws/', '')}:${what}`)
  const granted = ['iam-policy.json', 'iam-caller-policy.json'].flatMap((name) => {
    const { Statement } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../docs', name), 'utf8'))
    return Statement.flatMap(({ Action }: { Action: string | string[] }) => Action)
  })
  expect([...new Set(asked)].sort()).toEqual(granted.sort())
}, 180_000)
