// One agent over many clusters, against a count of the events in TypeScript by the rule of domain/model/agent.ts:
// what SQL calls an agent and its version must be what that rule says, whatever the agent looks like.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { createSealer } from '../../../db/events/write/seals.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { agentOf, agentVersionOf } from '../../../domain/model/agent.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { agentVersions, agentVersionsInput } from './agent-versions.ts'
import { topTalkers, topTalkersInput } from './top-talkers.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`agents.store.test.ts: seed ${seed}`)
const now = new Date('2026-11-24T12:00:00Z')
const window = { from: '2026-11-24T10:00:00Z', to: '2026-11-24T11:00:00Z' }

let stores: TestStores
let ctx: QueryContext

interface Sent {
  readonly cluster: string
  readonly userAgent: string
}

/** Agents as they come, and anything made of the signs the rule looks at. */
const sign = fc.constantFrom(
  ...[
    '/',
    ' ',
    '(',
    ')',
    'v',
    '1',
    '.',
    '\\',
    "'",
    '\n',
    'é',
    '猫',
    'x',
    ' kubernetes/ab/',
    'controller-manager',
  ],
)
const agent = fc.oneof(
  fc.array(sign, { maxLength: 12 }).map((signs) => signs.join('')),
  fc
    .record({
      name: fc.constantFrom('policy-agent', 'kube-controller-manager', 'kubectl', 'Cloud Agent', ''),
      version: fc.constantFrom('v3.8.0', '3.7.4', 'v', 'vault', ''),
      platform: fc.constantFrom(' (linux/arm64)', ''),
      part: fc.constantFrom(' kubernetes/4cb5f07', ' kubernetes/$Format/x:y:node-controller', ''),
    })
    .map(({ name, version, platform, part }) => `${name}/${version}${platform}${part}`),
)

let told = 0
async function send(requests: readonly Sent[]) {
  const lines = requests.map(({ cluster, userAgent }) => {
    told += 1
    const bounds = { _c: cluster, _b: 1, _l: told, _lo: 1_700_000_000, _hi: 1_900_000_000 }
    const at = `2026-11-24T10:${String(told % 60).padStart(2, '0')}:00.000000Z`
    const event = { auditID: `a${told}`, stage: 'ResponseComplete', verb: 'get', requestURI: '/x', userAgent }
    return JSON.stringify({ ...bounds, ...event, requestReceivedTimestamp: at, stageTimestamp: at })
  })
  await insertAudit(stores.events, Buffer.from(lines.join('\n')))
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const sent: Sent[] = []

beforeAll(async () => {
  stores = await openTestStores()
  const clusters = ['one', 'two', 'three']
  for (const id of clusters)
    await registerCluster(stores.relational, { id, region: null, accountId: null, now })
  const drawn = fc.sample(fc.record({ cluster: fc.constantFrom(...clusters), userAgent: agent }), {
    numRuns: 1_500,
    seed,
  })
  const rollout = (cluster: string, version: string) => ({
    ...{ cluster, userAgent: `rolled-agent/${version} (linux/amd64) kubernetes/abc` },
  })
  sent.push(...drawn, rollout('one', 'v3.8.0'), rollout('two', 'v3.7.4'), rollout('three', 'v3.7.4'))
  sent.push({ cluster: 'one', userAgent: `${'long'.repeat(1_024)}/1.0` })
  await send(sent)
  ctx = {
    viewer: openViewer,
    requestId: 'test',
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    settings: { retentionRawDays: 14 },
    signal: undefined,
    collecting: { sources: () => [] },
    owners: ownerRules([]),
  } as unknown as QueryContext
})
afterAll(() => stores.close())

/** As stored: cut, by characters. */
const stored = (userAgent: string) => [...userAgent].slice(0, 256).join('')

async function allAgree() {
  const ask = (groupBy: string[]) => topTalkers(ctx, topTalkersInput.parse({ window, groupBy, limit: 500 }))
  const byAgent = await ask(['agent'])
  expect(byAgent.total).toMatchObject({ requests: sent.length })
  const agents = tally(sent.map(({ userAgent }) => agentOf(stored(userAgent))))
  expect(byAgent.total.keys).toBe(Object.keys(agents).length)
  for (const { key, requests } of byAgent.rows)
    expect([key.agent, requests]).toEqual([key.agent, agents[key.agent ?? '']])
  const versions = tally(sent.map(({ userAgent }) => agentVersionOf(stored(userAgent))))
  const byVersion = await ask(['agentVersion'])
  expect(byVersion.total.keys).toBe(Object.keys(versions).length)
  for (const { key, requests } of byVersion.rows)
    expect([key.agentVersion, requests]).toEqual([key.agentVersion, versions[key.agentVersion ?? '']])
}

test('SQL and TypeScript name the same agents and versions, from raw rows and from seals', async () => {
  await allAgree()
  const sealer = createSealer(stores.events, async () => undefined)
  for (const grain of ['minute', 'hour', 'day'] as const)
    await sealer.sealDue(grain, { quietSeconds: 0, limit: 1_000 })
  await allAgree()
})

test('versions stand side by side with the clusters they talk in, and all of them are counted', async () => {
  const some = ['rolled-agent', 'policy-agent', 'nobody', '']
  const { rows } = await agentVersions(ctx, agentVersionsInput.parse({ window, agents: some, limit: 2 }))
  expect(rows[0]).toEqual({
    agent: 'rolled-agent',
    clusters: 3,
    versionsTotal: 2,
    versions: [
      { version: '3.7.4', clusters: 2, requests: 2 },
      { version: '3.8.0', clusters: 1, requests: 1 },
    ],
  })
  const own = sent.filter(({ userAgent }) => agentOf(userAgent) === 'policy-agent')
  const policy = rows.find(({ agent }) => agent === 'policy-agent')
  expect(policy?.versionsTotal).toBe(new Set(own.map(({ userAgent }) => agentVersionOf(userAgent))).size)
  expect(policy?.versions).toHaveLength(2)
  expect(rows.map(({ agent }) => agent)).not.toContain('nobody')
})

test('a filter on agents and versions keeps exactly their requests', async () => {
  const where = { agent: ['rolled-agent'], agentVersion: ['3.7.4'] }
  const answer = await topTalkers(ctx, topTalkersInput.parse({ window, where, groupBy: ['cluster'] }))
  expect(answer.rows.map(({ key }) => key.cluster).sort()).toEqual(['three', 'two'])
})
