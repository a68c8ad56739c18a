// Watches: what they tell is the difference of two lists, whoever asks and in however many pieces; where they
// begin and end, bookmarks, selectors, and versions that are too old or still to come.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Json, Rig } from './client-rig.ts'
import { resources } from './resources.ts'

const cluster = '/k8s/svc-sec-use1'
let rig: Rig
beforeAll(async () => {
  rig = await Rig.open()
})
afterAll(() => rig.close())

const forward = (byMs: number): Promise<Json> => rig.control('/_sim/clock', { byMs })
const listOf = async (path: string): Promise<Json> => (await rig.ask(path)).json
const keyOf = ({ metadata }: Json): string => metadata.uid
const versionOf = ({ object }: Json): number => Number(object.metadata.resourceVersion)

/** A list with the frames of a watch done to it. */
function changed(items: readonly Json[], frames: readonly Json[]): Map<string, Json> {
  const objects = new Map(items.map((item) => [keyOf(item), item]))
  for (const { type, object } of frames) {
    if (type === 'BOOKMARK') continue
    const { kind, apiVersion, ...item } = object
    expect([typeof kind, typeof apiVersion]).toEqual(['string', 'string'])
    expect(objects.has(keyOf(object))).toBe(type !== 'ADDED')
    if (type === 'DELETED') objects.delete(keyOf(object))
    else objects.set(keyOf(object), item)
  }
  return objects
}

const watched = resources.filter(({ changes }) => changes !== undefined)

describe.each(watched.map(({ group, version, plural }) => [plural, group, version] as const))(
  'a watch of %s',
  (plural, group, version) => {
    const path = `${cluster}${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}/${plural}`

    it('tells how one list becomes the next, in the order of versions', async () => {
      const before = await listOf(path)
      const watch = rig.watch(
        `${path}?watch=true&resourceVersion=${before.metadata.resourceVersion}&allowWatchBookmarks=true`,
      )
      await watch.opened
      for (let n = 0; n < 12; n += 1) await forward(300_000)
      const after = await listOf(path)
      await watch.until(
        (frames) =>
          frames.at(-1)?.type === 'BOOKMARK' &&
          versionOf(frames.at(-1)) >= Number(after.metadata.resourceVersion),
      )
      await watch.stop()
      const versions = watch.frames.map(versionOf)
      expect([...versions].sort((a, b) => a - b)).toEqual(versions)
      const objects = changed(before.items, watch.frames)
      expect([...objects.keys()].sort()).toEqual(after.items.map(keyOf).sort())
      for (const item of after.items) expect(objects.get(keyOf(item))).toEqual(item)
    })
  },
)

it('goes on after any frame where it was, and tells the same to whoever asks', async () => {
  const path = `${cluster}/api/v1/pods`
  const { resourceVersion } = (await listOf(path)).metadata
  const first = rig.watch(`${path}?watch=1&resourceVersion=${resourceVersion}&allowWatchBookmarks=true`)
  await first.opened
  await forward(60_000)
  await first.until((frames) => frames.some(({ type }) => type === 'BOOKMARK'))
  await first.stop()
  const told = first.frames.filter(({ type }) => type !== 'BOOKMARK')
  for (const [n, frame] of told.entries()) {
    const again = rig.watch(`${path}?watch=1&resourceVersion=${versionOf(frame)}`)
    await again.until((frames) => frames.length >= told.length - n - 1)
    await again.stop()
    expect(again.frames).toEqual(told.slice(n + 1))
  }
})

describe('beginnings', () => {
  const path = `${cluster}/api/v1/namespaces`

  it('begins with everything when no version is given, with a mark at its end when asked', async () => {
    const { items, metadata } = await listOf(path)
    const plain = rig.watch(`${path}?watch=true`)
    const marked = rig.watch(
      `${path}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    )
    await plain.until((frames) => frames.length >= items.length)
    await marked.until((frames) => frames.length >= items.length + 1)
    await Promise.all([plain.stop(), marked.stop()])
    for (const { frames } of [plain, marked]) {
      const added = frames
        .filter(({ type }) => type === 'ADDED')
        .map(({ object: { kind, apiVersion, ...item } }) => item)
      expect(added).toEqual(items)
    }
    expect(marked.frames.at(-1)).toMatchObject({
      type: 'BOOKMARK',
      object: {
        metadata: {
          resourceVersion: metadata.resourceVersion,
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
      },
    })
  })

  it('is told once a minute that somebody is there, in a world that stands too', async () => {
    const { resourceVersion } = (await listOf(path)).metadata
    const query = `watch=true&resourceVersion=${resourceVersion}`
    const [asked, silent] = [
      rig.watch(`${path}?${query}&allowWatchBookmarks=true`),
      rig.watch(`${path}?${query}`),
    ]
    await Promise.all([asked.opened, silent.opened])
    const startMs = performance.now()
    const now = vi.spyOn(performance, 'now')
    for (const minute of [1, 2]) {
      now.mockReturnValue(startMs + minute * 61_000)
      await asked.until((frames) => frames.length >= minute)
    }
    now.mockRestore()
    await Promise.all([asked.stop(), silent.stop()])
    expect(asked.frames.map(({ type, object }) => [type, object.metadata.resourceVersion])).toEqual(
      Array(2).fill(['BOOKMARK', resourceVersion]),
    )
    expect(silent.frames).toEqual([])
  })

  it('says 410 in a frame when the version is too old, and ends', async () => {
    const { resourceVersion } = (await listOf(path)).metadata
    await forward(601_000)
    const watch = rig.watch(`${path}?watch=true&resourceVersion=${resourceVersion}`)
    expect((await watch.opened).status).toBe(200)
    await watch.ended
    expect(watch.frames).toHaveLength(1)
    expect(watch.frames[0]).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    })
  })

  it('ends in time, with a bookmark', async () => {
    const { resourceVersion } = (await listOf(path)).metadata
    const watch = rig.watch(
      `${path}?watch=true&resourceVersion=${resourceVersion}&timeoutSeconds=1&allowWatchBookmarks=true`,
    )
    await watch.ended
    expect(watch.frames.map(({ type }) => type)).toEqual(['BOOKMARK'])
  })

  it.each([
    ['resourceVersion=abc', 400, 'invalid resource version'],
    ['resourceVersion=9007199254740991', 504, 'Too large resource version'],
    ['sendInitialEvents=true', 422, 'resourceVersionMatch is required'],
    ['resourceVersionMatch=Exact', 422, 'forbidden for watch'],
    ['timeoutSeconds=long', 400, 'timeoutSeconds'],
    ['labelSelector=a in (', 400, 'unable to parse'],
  ])('refuses ?%s with %i', async (query, status, words) => {
    const answer = await rig.ask(`${path}?watch=true&${query}`)
    expect([answer.status, answer.json.kind]).toEqual([status, 'Status'])
    expect(answer.json.message).toContain(words)
  })

  it('does not watch what cannot be watched', async () => {
    const answer = await rig.ask(`${cluster}/apis/metrics.k8s.io/v1beta1/nodes?watch=true`)
    expect([answer.status, answer.json.reason]).toEqual([405, 'MethodNotAllowed'])
  })
})

it('adds what comes to match a selector and deletes what no longer does', async () => {
  const path = `${cluster}/api/v1/pods`
  const { resourceVersion } = (await listOf(path)).metadata
  const query = `watch=true&resourceVersion=${resourceVersion}&fieldSelector=status.phase%3DPending`
  const watch = rig.watch(`${path}?${query}`)
  const whole = rig.watch(`${path}?watch=true&resourceVersion=${resourceVersion}&allowWatchBookmarks=true`)
  await Promise.all([watch.opened, whole.opened])
  await forward(3_600_000)
  await whole.until((frames) => frames.filter(({ type }) => type === 'BOOKMARK').length >= 60)
  const born = whole.frames.filter(({ type }) => type === 'ADDED').length
  expect(born).toBeGreaterThan(3)
  const ready = whole.frames.filter(
    ({ type, object }) => type === 'MODIFIED' && object.status.phase === 'Running',
  ).length
  await watch.until((frames) => frames.filter(({ type }) => type === 'DELETED').length >= ready)
  await Promise.all([watch.stop(), whole.stop()])
  const count = (wanted: string) => watch.frames.filter(({ type }) => type === wanted).length
  expect([count('ADDED'), count('DELETED')]).toEqual([born, ready])
})

it('waits for a client that does not read, and tells it to list anew', async () => {
  const own = await Rig.open()
  try {
    const { resourceVersion } = (await own.ask(`${cluster}/apis/coordination.k8s.io/v1/leases?limit=1`)).json
      .metadata
    const { hostname, port } = new URL(own.simulator.url)
    const { connect } = await import('node:net')
    const socket = connect(Number(port), hostname)
    socket.pause()
    const target = `${cluster}/apis/coordination.k8s.io/v1/leases?watch=true&resourceVersion=${resourceVersion}`
    socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer simulated-fleet-reader\r\n\r\n`)
    await new Promise((resolve) => setTimeout(resolve, 200))
    // Far more than sockets hold: the stream stops, and the server goes on with others.
    for (let n = 0; n < 3; n += 1) await own.control('/_sim/clock', { byMs: 40 * 3_600_000 })
    expect((await own.ask(`${cluster}/version`)).status).toBe(200)
    let end = ''
    socket.setEncoding('utf8')
    const isOver = new Promise((resolve) => {
      socket.on('data', (chunk: string) => {
        end = (end + chunk).slice(-2_000)
        if (end.includes('"type":"ERROR"')) resolve(undefined)
      })
    })
    socket.resume()
    await isOver
    expect(end).toContain('"code":410')
    socket.destroy()
  } finally {
    await own.close()
  }
})
