// Everything that can go wrong on the wire, as a client meets it: when it begins, how often it happens, when it is
// over, and what of it is refused in words.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultToken } from '../main.ts'
import { type Json, Rig } from './kube/client-rig.ts'

const name = 'svc-sec-use1'
const [cluster, face] = [`/k8s/${name}`, `kube/${name}`]
const pods = `${cluster}/api/v1/pods`

let rig: Rig
beforeAll(async () => {
  rig = await Rig.open()
})
afterAll(() => rig.close())

const inject = async (fault: object): Promise<void> => {
  expect((await rig.control('/_sim/inject', { face, ...fault })).error).toBeUndefined()
}
const statuses = async (path: string, times: number, token = defaultToken): Promise<number[]> => {
  const found: number[] = []
  for (let n = 0; n < times; n += 1) found.push((await rig.ask(path, { token })).status)
  return found
}
const ekstoken = (date: string): string => {
  const query = new URLSearchParams({
    Action: 'GetCallerIdentity',
    'X-Amz-Date': date,
    'X-Amz-Signature': randomUUID(),
  })
  return `k8s-aws-v1.${Buffer.from(`https://sts.us-east-1.amazonaws.com/?${query}`).toString('base64url')}`
}

describe('what is told by hand', () => {
  it('happens after as many as went well, as often as was said, and no more', async () => {
    await inject({ what: 'list pods', answer: 503, after: 2, times: 2 })
    await inject({ what: 'list pods', answer: 410, after: 3 })
    expect(await statuses(`${pods}?limit=1`, 7)).toEqual([200, 200, 503, 503, 200, 410, 200])
    const { faults } = await rig.control('/_sim/inject')
    expect(faults.map(({ answer, timesLeft }: Json) => [answer, timesLeft])).toEqual([
      [503, 0],
      [410, 0],
    ])
  })

  it('says when to come back, in the header and in the body', async () => {
    await inject({ what: 'list nodes', answer: 429, retryAfterSeconds: 7 })
    const { status, headers, json } = await rig.ask(`${cluster}/api/v1/nodes`)
    expect([status, headers.get('retry-after'), json.reason, json.details]).toEqual([
      429,
      '7',
      'TooManyRequests',
      { retryAfterSeconds: 7 },
    ])
  })

  it.each(['gzip', 'identity'])('ends a body half-way (%s), short or long', async (encoding) => {
    for (const query of ['?limit=3', '']) {
      await inject({ what: 'list pods', answer: 'truncate' })
      const answer = await fetch(`${rig.simulator.url}${pods}${query}`, {
        headers: { authorization: `Bearer ${defaultToken}`, 'accept-encoding': encoding },
      })
      expect(answer.status).toBe(200)
      await expect(answer.text()).rejects.toThrow('terminated')
    }
    expect((await rig.ask(pods)).json.kind).toBe('PodList')
  })

  it('lets one answer wait and not the others', async () => {
    await inject({ what: 'list pods', answer: 'slow', waitMs: 600_000 })
    const stop = new AbortController()
    const slow = rig.ask(pods, { signal: stop.signal })
    await expect
      .poll(async () => (await rig.control('/_sim/inject')).faults.at(-1).timesLeft, { timeout: 10_000 })
      .toBe(0)
    expect(await statuses(pods, 2)).toEqual([200, 200])
    stop.abort()
    await expect(slow).rejects.toThrow('aborted')
    await inject({ what: 'list pods', answer: 'slow', waitMs: 1 })
    expect(await statuses(pods, 1)).toEqual([200])
  })

  it('takes a token of EKS’s for good, of this face alone, and another lets in', async () => {
    const [first, second] = [ekstoken('20260119T000000Z'), ekstoken('20260119T000000Z')]
    await inject({ what: 'list pods', answer: 'expire', after: 1 })
    expect(await statuses(pods, 3, first)).toEqual([200, 401, 401])
    expect(await statuses(`${cluster}/api/v1/nodes`, 1, first)).toEqual([401])
    expect(await statuses('/k8s/edge-oslo/api/v1/pods', 1, first)).toEqual([200])
    expect(await statuses(pods, 2, second)).toEqual([200, 200])
  })

  it('refuses a token that never expires just once', async () => {
    await inject({ what: 'list pods', answer: 'expire' })
    expect(await statuses(pods, 2)).toEqual([401, 200])
  })

  it('ends open watches with a cut, and those that are opened until it happened often enough', async () => {
    const { resourceVersion } = (await rig.ask(`${pods}?limit=1`)).json.metadata
    const path = `${pods}?watch=true&resourceVersion=${resourceVersion}`
    const watch = rig.watch(path)
    await watch.opened
    await inject({ what: 'watch pods', answer: 'cut' })
    await watch.ended
    await expect(rig.watch(path).opened).rejects.toThrow()
    const other = rig.watch(path)
    expect((await other.opened).status).toBe(200)
    await other.stop()
  })

  it('sets the clock wrong by which a face dates its answers, and right again', async () => {
    const dateOf = async (path: string): Promise<number> =>
      Date.parse((await rig.ask(`${path}/version`)).headers.get('date') ?? '')
    const now = await dateOf(cluster)
    await inject({ clockSkewMs: -90_000 })
    expect([await dateOf(cluster), await dateOf('/k8s/edge-oslo')]).toEqual([now - 90_000, now])
    await inject({ clockSkewMs: 0 })
    expect(await dateOf(cluster)).toBe(now)
  })

  it.each<[object, string]>([
    [{ what: 'list pods', answer: 429 }, 'a fault has a face'],
    [{ face: 'kube/nowhere', what: 'list pods', answer: 429 }, 'there is no face "kube/nowhere"'],
    [{ face: 7, what: 'list pods', answer: 429 }, 'there is no face 7'],
    [{ face, what: 'list pods', answer: 200 }, 'a status from 400 to 599'],
    [{ face, what: 'list pods', answer: 'explode' }, 'cut, expire, slow, truncate'],
    [{ face, what: 'list pods', answer: 429, after: -1 }, 'whole numbers'],
    [{ face, what: 'list pods', answer: 429, times: 0.5 }, 'whole numbers'],
    [{ face, what: 'list pods', answer: 'cut', retryAfterSeconds: 1 }, 'goes with a status'],
    [{ face, what: 'list pods', answer: 'slow' }, 'waitMs: 1 to 600000'],
    [{ face, what: 'list pods', answer: 'slow', waitMs: 600_001 }, 'waitMs: 1 to 600000'],
    [{ face, what: 'list pods', answer: 'cut', waitMs: 5 }, 'and no other, has waitMs'],
    [{ face, what: 'watch pods', answer: 'truncate' }, 'cut it'],
    [{ face, what: 'list unicorns', answer: 429 }, 'nobody asks "list unicorns"'],
    [{ face, what: 'watch nodes.metrics.k8s.io', answer: 429 }, 'nobody asks'],
    [{ face, clockSkewMs: 'much' }, 'clockSkewMs is a whole number'],
    [{ face, clockSkewMs: 5, what: 'list pods' }, 'stands alone'],
  ])('refuses %j', async (fault, words) => {
    const before = (await rig.control('/_sim/inject')).faults.length
    const { status, error } = await rig.control('/_sim/inject', fault)
    expect([status, error]).toEqual([400, expect.stringContaining(words)])
    expect((await rig.control('/_sim/inject')).faults).toHaveLength(before)
  })
})

describe('what a scenario plans', () => {
  let planned: Rig
  const large = '/k8s/stream-use1-c1'
  beforeAll(async () => {
    planned = await Rig.open({ scenarios: ['S18'] })
  })
  afterAll(() => planned.close())
  const at = (time: string) => planned.control('/_sim/clock', { now: `2026-01-19T${time}:00Z` })

  it('happens in its time: for a while nobody is answered, and watches end', async () => {
    const path = `${large}/api/v1/namespaces`
    await at('01:59')
    const { resourceVersion } = (await planned.ask(path)).json.metadata
    const watch = planned.watch(`${path}?watch=true&resourceVersion=${resourceVersion}`)
    await watch.opened
    await at('02:00')
    await watch.ended
    for (const asked of [path, `${large}/version`, `${large}/metrics`]) {
      await expect(planned.ask(asked)).rejects.toThrow('fetch failed')
    }
    expect((await planned.ask(`${cluster}/version`)).status).toBe(200)
    await at('02:20')
    expect((await planned.ask(path)).status).toBe(200)
  })

  it('sets clocks wrong: of an API server’s answers, and of what one node reports', async () => {
    const skewOf = async (): Promise<number> => {
      const { now } = await planned.control('/_sim/clock')
      const date = (await planned.ask(`${cluster}/version`)).headers.get('date') as string
      return Date.parse(date) - Date.parse(now)
    }
    expect(await skewOf()).toBe(0)
    await at('03:30')
    expect(await skewOf()).toBe(90_000)
    await at('04:00')
    expect(await skewOf()).toBe(0)
    const { items } = (await planned.ask(`${large}/api/v1/nodes`)).json
    const leases = (await planned.ask(`${large}/apis/coordination.k8s.io/v1/leases`)).json.items
    const nowMs = Date.parse('2026-01-19T04:00:00Z')
    const beatsAhead = items.filter(({ status }: Json) =>
      status.conditions.some(({ lastHeartbeatTime }: Json) => Date.parse(lastHeartbeatTime) > nowMs),
    )
    const renewedAhead = leases.filter(({ spec }: Json) => Date.parse(spec.renewTime) > nowMs)
    const { truths } = await planned.control('/_sim/truth?cluster=stream-use1-c1')
    const stated = truths.filter(({ metric }: Json) => metric === 'node.clockSkewMs')
    expect(stated.map(({ value }: Json) => value)).toEqual([90_000])
    expect(renewedAhead.map(({ metadata }: Json) => metadata.name)).toEqual([stated[0].subject])
    const [node] = items.filter(({ metadata }: Json) => metadata.name === stated[0].subject)
    const [lease] = renewedAhead
    // A kubelet reports every five minutes: its last report may be older than the clock is wrong.
    expect(beatsAhead.every(({ metadata }: Json) => metadata.name === node.metadata.name)).toBe(true)
    const behind = (time: string): number => nowMs + 90_000 - Date.parse(time)
    expect(behind(lease.spec.renewTime)).toBeLessThanOrEqual(10_000)
    const [{ lastHeartbeatTime }] = node.status.conditions
    expect(behind(lastHeartbeatTime)).toBeGreaterThanOrEqual(0)
    expect(behind(lastHeartbeatTime)).toBeLessThanOrEqual(300_000)
  })
})
