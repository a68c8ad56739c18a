import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { collectionKinds } from '../../domain/model/collection.ts'
import type { SourceDefinition } from '../../domain/model/source-definition.ts'
import { fixedClock } from '../../domain/units/clock.ts'
import { collectors, grants } from './registry.ts'

const clock = fixedClock(new Date('2026-03-09T03:15:00Z'))

it('names each collector once, sorted, by a kind there is and an interval of seconds to hours', () => {
  const made = collectors({
    credentialOf: () => undefined,
    clock,
    environment: {},
    rule: () => ({ refusalOf: () => undefined, refusalOfUrl: () => undefined }),
    version: 'test',
  })
  const kinds = made.map(({ kind }) => kind)
  expect(kinds).toEqual([...new Set(kinds)].sort())
  for (const { kind, intervalMs } of made) {
    expect(collectionKinds).toContain(kind)
    expect(intervalMs).toBeGreaterThanOrEqual(1_000)
    expect(intervalMs).toBeLessThanOrEqual(3_600_000)
  }
})

describe('an address nobody may connect to', () => {
  let server: Server
  let calls = 0
  let port = 0
  beforeAll(async () => {
    server = createServer((_req, res) => {
      calls += 1
      res.end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  // A name that was fine when it was written down, and leads elsewhere when it is connected to.
  const url = () => `http://localhost:${port}`
  const definitions = () => [
    { kind: 'kube-api', name: 'a', server: url(), credential: 'a' } as const,
    {
      kind: 'cloudwatch-logs',
      name: 'a',
      endpoints: { logs: url(), sts: url() },
      regions: ['eu-west-1'],
    } as const,
    { kind: 'eks-api', name: 'a', endpoints: { eks: url(), sts: url() }, regions: ['eu-west-1'] } as const,
    { kind: 'prometheus', name: 'a', url: url(), cluster: 'a', matchers: {} } as const,
  ]

  it('is not connected to by any collector, and the source says why', async () => {
    const made = collectors({
      credentialOf: () => ({ name: 'a' }),
      clock,
      environment: {},
      rule: () => ({ refusalOf: (address) => `${address} is refused`, refusalOfUrl: () => undefined }),
      version: 'test',
    })
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b')
    for (const definition of definitions()) {
      const collector = made.find(({ kind }) => kind === definition.kind)
      const told = await collector?.test(definition as SourceDefinition, AbortSignal.timeout(15_000))
      expect(JSON.stringify(told?.checks), definition.kind).toMatch(/(127\.0\.0\.1|::1) is refused/)
    }
    expect(calls).toBe(0)
  })
})

it('grants nothing that changes anything', () => {
  const { rbac, iamReader, iamCaller, iamLogs } = grants()
  const verbs = [...rbac.matchAll(/verbs: \[([^\]]*)\]/g)].flatMap(
    ([, list = '']) => list.match(/\w+/g) ?? [],
  )
  expect(new Set(verbs)).toEqual(new Set(['get', 'list', 'watch']))
  const actions = [iamReader, iamCaller, iamLogs].flatMap((text) =>
    (JSON.parse(text) as { Statement: { Action: string | string[] }[] }).Statement.flatMap(
      ({ Action }) => Action,
    ),
  )
  const reads =
    /^(eks:(List|Describe)|backup:List|logs:(Describe|Get)|organizations:List|sts:(AssumeRole|GetCallerIdentity)$)\w*/
  // Besides reading: has EKS judge a cluster anew and logs searched, which changes nothing of them.
  expect(actions.filter((action) => !reads.test(action)).sort()).toEqual([
    'eks:StartInsightsRefresh',
    'logs:StartQuery',
    'logs:StopQuery',
  ])
})
