// Sources of file and page against a real relational store: added, read, tested, taken over by another
// worker, removed. The collector is a fake one; what real ones read is tested beside them.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { listSourceHealth } from '../db/relational/read/source-health.ts'
import { addSourceDefinition, removeSourceDefinition } from '../db/relational/write/source-definitions.ts'
import { openTestStores, quiet, type TestStores } from '../db/store-tests/stores.ts'
import type { PageSource } from '../domain/model/source-definition.ts'
import { type Collecting, type ConfiguredSources, openCollecting } from './collecting.ts'
import { CollectionFailure } from './collection.ts'
import { countingInventory, fakeCollector } from './supervisor/fake-rig.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores?.close())

const nothing: ConfiguredSources = {
  file: [],
  environment: [],
  credentials: [{ name: 'edge', token: { env: 'EDGE' } }],
  allowAddresses: [],
  kubeconfig: '/nowhere/kubeconfig',
}
const limits = { leaseMs: 1_500, beatMs: 200, stopWithinMs: 500, healthEveryMs: 50, numbersEveryMs: 100 }

function open(fake: ReturnType<typeof fakeCollector>, over: Partial<ConfiguredSources> = {}): Collecting {
  return openCollecting({
    relational: stores.relational,
    clock: { now: () => new Date() },
    log: quiet,
    configured: () => ({ ...nothing, ...over }),
    collectors: () => [fake.collector],
    grants: () => ({ rbac: '', iamReader: '', iamLogs: '', iamTrust: '', iamCaller: '' }),
    environment: {},
    version: '0',
    inventoryOf: () => countingInventory().inventory,
    limits,
    everyMs: 100,
  })
}

const eventually = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 20_000, interval: 50 })
const states = async () =>
  Object.fromEntries(
    (await listSourceHealth(stores.relational, { limit: 100 })).map(({ health }) => [
      health.sourceId,
      health.state,
    ]),
  )
const add = (definition: PageSource) =>
  addSourceDefinition(stores.relational, {
    sourceId: `${definition.kind}:${definition.name}`,
    definition,
    now: new Date(),
    most: 100,
  })

describe('sources that are read', () => {
  it('of the file and the page are read, and forgotten when nobody defines them', async () => {
    const fake = fakeCollector()
    const collecting = open(fake, { file: [{ kind: 'kube-api', name: 'filed', context: 'x' }] })
    await eventually(async () => expect(await states()).toEqual({ 'kube-api:filed': 'watching' }))
    await add({ kind: 'kube-api', name: 'paged', server: 'https://127.0.0.1:1', credential: 'edge' })
    await collecting.look()
    await eventually(async () =>
      expect(await states()).toEqual({ 'kube-api:filed': 'watching', 'kube-api:paged': 'watching' }),
    )
    await removeSourceDefinition(stores.relational, { sourceId: 'kube-api:paged' })
    await collecting.look()
    await eventually(async () => expect(await states()).toEqual({ 'kube-api:filed': 'watching' }))
    await collecting.stop()
    expect(await states()).toEqual({ 'kube-api:filed': 'stopped' })
    expect(fake.reads()).toEqual([])
  })

  it('are shared by two workers, and move to the one that is left', async () => {
    const both = {
      file: Array.from(
        { length: 40 },
        (_u, n) => ({ kind: 'kube-api', name: `c${n}`, context: 'x' }) as const,
      ),
    }
    const [one, two] = [fakeCollector(), fakeCollector()]
    const names = both.file.map(({ name }) => name).sort()
    const workers = [open(one, both), open(two, both)]
    await eventually(() => {
      expect([...one.reads(), ...two.reads()].sort()).toEqual(names)
      expect(Math.min(one.reads().length, two.reads().length)).toBeGreaterThan(5)
    })
    await workers[0]?.stop()
    await eventually(() => expect(two.reads()).toEqual(names))
    await workers[1]?.stop()
  })

  it('are tested: every throw is an answer, and one that is well is tried again at once', async () => {
    let failing = true
    const refused = new CollectionFailure({
      kind: 'unauthorized',
      says: '401',
      steps: ['renew'],
      subject: '',
    })
    const fake = fakeCollector({
      a: async (tools, signal) => {
        if (failing) throw refused
        tools.report.complete(new Date())
        tools.report.state('watching')
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      },
    })
    const collecting = open(
      {
        ...fake,
        collector: {
          ...fake.collector,
          test: async () => {
            if (failing) throw refused
            return { checks: [{ what: 'all', ok: true, says: 'well', grant: null }], clockSkewMs: 3 }
          },
        },
      },
      {
        file: [
          { kind: 'kube-api', name: 'a', context: 'x' },
          { kind: 'kube-api', name: 'b', server: 'http://169.254.169.254', credential: 'edge' },
        ],
      },
    )
    await eventually(async () => expect(await states()).toMatchObject({ 'kube-api:a': 'failing' }))
    expect(await collecting.test('kube-api:a', undefined)).toEqual({
      checks: [{ what: 'The test', ok: false, says: '401', grant: 'renew' }],
      clockSkewMs: null,
    })
    expect((await collecting.test('kube-api:b', undefined)).checks).toMatchObject([{ ok: false }])
    await expect(collecting.test('kube-api:none', undefined)).rejects.toMatchObject({ code: 'NotFound' })
    const edge = { kind: 'kube-api', name: 'new', server: 'https://10.0.0.1', credential: 'edge' } as const
    expect((await collecting.tryOut(edge, undefined)).checks).toMatchObject([{ ok: false, says: '401' }])
    const none = await collecting.tryOut({ ...edge, server: 'http://169.254.169.254' }, undefined)
    expect(none.checks).toMatchObject([{ what: 'Its definition', ok: false }])
    failing = false
    expect(await collecting.tryOut(edge, undefined)).toMatchObject({ clockSkewMs: 3 })
    expect(await collecting.test('kube-api:a', undefined)).toMatchObject({ clockSkewMs: 3 })
    await eventually(async () => expect(await states()).toMatchObject({ 'kube-api:a': 'watching' }))
    await collecting.stop()
  })

  it('cannot be added on the page when they could not be tried', async () => {
    const collecting = open(fakeCollector())
    const trouble = async (source: PageSource) => (await collecting.troubleOf(source))?.says ?? null
    const server = (address: string): PageSource => ({
      kind: 'kube-api',
      name: 'n',
      server: address,
      credential: 'edge',
    })
    expect(await trouble(server('https://10.0.0.1:6443'))).toBeNull()
    expect(await trouble(server('https://localhost:6443'))).toBeNull()
    expect(await trouble(server('http://2852039166/'))).toContain('169.254.169.254 is link-local')
    expect(await trouble({ kind: 'kube-api', name: 'n', context: 'none' })).toContain('has a context “none”')
    expect(await trouble({ kind: 'eks-api', name: 'n', credential: 'none' })).toContain(
      'no credential “none”',
    )
    await collecting.stop()
  })
})
