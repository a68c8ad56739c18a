// What is stored of a cluster against the script by which it was changed: at every instant the same objects,
// whatever the server, the network and the store do meanwhile, and whether or not anybody watched.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Fault } from '../../kube-client/stand-in-answer.ts'
import { until } from './collector-rig.ts'
import { type Draft, type Kind, kinds, paths, Stage } from './stage.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`history.test.ts: seed ${seed}`)

const closing: Stage[] = []
afterEach(async () => {
  for (const stage of closing.splice(0)) await stage.close()
})

async function openStage(): Promise<Stage> {
  const stage = await Stage.open()
  closing.push(stage)
  return stage
}

function prove(stage: Stage): void {
  for (const { expected, stored } of stage.comparisons()) expect(stored).toEqual(expected)
}

const pod = (name: string, more: Partial<Draft> = {}): Draft => ({
  kind: 'Pod',
  name,
  uid: randomUUID(),
  node: '',
  mark: 'a',
  ...more,
})

describe('one story', () => {
  test('created, scheduled, changed, deleted', async () => {
    const stage = await openStage()
    stage.start()
    await stage.settle()
    const web = pod('web-0')
    stage.put(web)
    await stage.settle()
    stage.put({ ...web, node: 'node-1' })
    await stage.settle()
    stage.put({ ...web, node: 'node-1', mark: 'b' })
    await stage.settle()
    stage.remove('Pod', 'web-0')
    await stage.settle()
    prove(stage)
    expect(stage.timesStored('web-0')).toBe(4)
    expect(stage.inventory.history.at(-1)).toMatchObject({ isDeleted: true, state: { nodeName: 'node-1' } })
  })

  test('deleted and created while nobody watched; what stayed the same is not stored again', async () => {
    const stage = await openStage()
    for (let n = 0; n < 30; n += 1) stage.put(pod(`web-${n}`))
    stage.start()
    await stage.settle()
    await stage.leave()
    for (let n = 0; n < 12; n += 1) stage.remove('Pod', `web-${n}`)
    stage.put(pod('new'))
    const stored = stage.inventory.history.length
    stage.start()
    await stage.settle()
    prove(stage)
    expect(stage.inventory.history.length - stored).toBe(12 + 1)
  })

  test('created again under the same name, on another node', async () => {
    const stage = await openStage()
    const before = pod('db-0', { node: 'node-1' })
    stage.put(before)
    stage.start()
    await stage.settle()
    stage.remove('Pod', 'db-0')
    stage.put(pod('db-0', { node: 'node-2' }))
    await stage.settle()
    await stage.leave()
    stage.remove('Pod', 'db-0')
    stage.put(pod('db-0', { node: 'node-3' }))
    stage.start()
    await stage.settle()
    prove(stage)
    expect(new Set(stage.inventory.history.map(({ uid }) => uid)).size).toBe(3)
  })

  test('heartbeats, and frames that come twice, are not stored', async () => {
    const stage = await openStage()
    const web = pod('web-0', { node: 'node-1' })
    stage.put(web)
    stage.server.fault({ do: 'twice' }, ({ verb }) => verb === 'watch', 100)
    stage.start()
    await stage.settle()
    await until(
      () => stage.server.openWatches === 10,
      () => 'watches',
    )
    for (let n = 0; n < 20; n += 1) stage.put(web)
    stage.put(pod('other'))
    await stage.settle()
    expect(stage.timesStored('web-0')).toBe(1)
    expect(stage.timesStored('other')).toBe(1)
  })

  test('changes that come in another order leave what is newest', async () => {
    const stage = await openStage()
    // Numbers that say "before" to every comparison turn a batch around.
    stage.server.fault({ do: 'shuffle', random: () => 0 }, ({ verb }) => verb === 'watch', 100)
    const [web, gone] = [pod('web-0'), pod('gone-0')]
    stage.put(web)
    stage.start()
    await stage.settle()
    await until(
      () => stage.server.openWatches === 10,
      () => 'watches',
    )
    for (const node of ['node-1', 'node-2', 'node-3']) stage.put({ ...web, node })
    stage.put(gone)
    stage.remove('Pod', 'gone-0')
    stage.put(pod('last-0'))
    await stage.settle()
    const order = stage.inventory.history.map(({ state }) => `${state?.name} ${state?.nodeName}`)
    expect(order).toEqual(['web-0 ', 'last-0 ', 'web-0 node-3'])
    prove(stage)
  })

  test('a watch that is cut goes on from the last change or bookmark, not from the list', async () => {
    const stage = await openStage()
    stage.start()
    await stage.settle()
    const watchesOfPods = () =>
      stage.server.calls.filter(({ verb, path }) => verb === 'watch' && path === paths.Pod)
    for (const told of ['change', 'bookmark']) {
      await until(
        () => stage.server.openWatches === 10,
        () => 'watches',
      )
      const frames = stage.rig.report.counts.frames ?? 0
      if (told === 'change') stage.put(pod('web-0'))
      else {
        stage.put({ kind: 'Node', name: 'node-1', uid: randomUUID(), node: '', mark: 'a' })
        stage.server.bookmark()
      }
      await stage.settle()
      await until(
        () => (stage.rig.report.counts.frames ?? 0) >= frames + (told === 'change' ? 1 : 11),
        () => 'frames',
      )
      const before = watchesOfPods().length
      stage.server.cut()
      await until(
        () => watchesOfPods().length > before,
        () => 'another watch',
      )
      expect(watchesOfPods().at(-1)?.query.resourceVersion).toBe(String(stage.server.world.version))
    }
  })

  test('a page that expires in the middle of the list begins it again', async () => {
    const stage = await openStage()
    for (let n = 0; n < 40; n += 1) stage.put(pod(`web-${n}`))
    const isThird = ({ path, query }: { path: string; query: Record<string, string> }) => {
      if (path !== paths.Pod || query.continue === undefined) return false
      const pages = stage.server.calls.filter((call) => call.path === paths.Pod).length
      // Between the pages some go and some come: the second list is the one that counts.
      if (pages === 3) {
        stage.remove('Pod', 'web-0')
        stage.put(pod('late'))
        stage.server.forget()
      }
      return pages === 3
    }
    stage.server.fault({ do: 'status', status: 410 }, isThird)
    stage.start()
    await stage.settle()
    const begun = stage.server.calls.filter(
      ({ verb, path, query }) => verb === 'list' && path === paths.Pod && !query.continue,
    )
    expect(begun).toHaveLength(2)
    prove(stage)
  })
})

interface Step {
  readonly do: 'put' | 'again' | 'remove' | 'touch'
  readonly kind: Kind
  readonly n: number
  readonly node: number
  readonly mark: number
}

type Trial =
  | 'nothing'
  | 'away'
  | 'cut'
  | 'forget'
  | 'twice'
  | 'shuffle'
  | 'dribble'
  | 'reset'
  | 'end'
  | 'hang'
  | 'error'
  | 'unauthorized-once'
  | 'throttled'
  | 'page-410'
  | 'page-cut'
  | 'html'
  | 'store-away'

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('put' as const, 'put' as const, 'again' as const, 'remove' as const, 'touch' as const),
  kind: fc.constantFrom(...kinds),
  n: fc.nat(12),
  node: fc.nat(3),
  mark: fc.nat(2),
})
const trials: readonly Trial[] = [
  'nothing',
  'away',
  'cut',
  'forget',
  'twice',
  'shuffle',
  'dribble',
  'reset',
  'end',
  'hang',
  'error',
  'unauthorized-once',
  'throttled',
  'page-410',
  'page-cut',
  'html',
  'store-away',
]

function act(stage: Stage, one: Step): void {
  const name = `${one.kind.toLowerCase()}-${one.n}`
  const known = stage.script.truth.get(`${one.kind}/${name}`)
  if (one.do === 'remove') stage.remove(one.kind, name)
  else if (one.do === 'touch') {
    if (known !== undefined) stage.put(known)
  } else {
    if (one.do === 'again') stage.remove(one.kind, name)
    const uid = one.do === 'again' ? randomUUID() : (known?.uid ?? randomUUID())
    const node = one.kind === 'Pod' && one.node > 0 ? `node-${one.node}` : ''
    stage.put({ kind: one.kind, name, uid, node, mark: `m${one.mark}` })
  }
}

const isWatch = ({ verb }: { verb: string }) => verb === 'watch'
const isList = ({ verb, path }: { verb: string; path: string }) =>
  verb === 'list' && path !== '/api/v1/namespaces'

/** Lets something happen before, or while, the steps are taken. */
async function befall(
  stage: Stage,
  trial: Trial,
  steps: readonly Step[],
  random: () => number,
): Promise<void> {
  const { server } = stage
  const take = () => {
    for (const one of steps) act(stage, one)
  }
  const onWatches = (fault: Fault) => {
    server.fault(fault, isWatch, 3)
    server.cut()
  }
  const onLists = (fault: Fault) => {
    server.fault(fault, isList, 3)
    server.forget()
    server.cut()
  }
  switch (trial) {
    case 'away':
      await stage.leave()
      take()
      stage.start()
      return
    case 'cut':
      take()
      server.cut()
      return
    case 'forget':
      server.cut()
      take()
      server.forget()
      server.cut()
      return
    case 'twice':
      onWatches({ do: 'twice' })
      break
    case 'shuffle':
      onWatches({ do: 'shuffle', random })
      break
    case 'dribble':
      onWatches({ do: 'dribble', bytes: 5 })
      break
    case 'reset':
      onWatches({ do: 'reset', afterBytes: 400 })
      break
    case 'end':
      onWatches({ do: 'end', afterFrames: 1 })
      break
    case 'hang':
      onWatches({ do: 'hang', head: true })
      break
    case 'error':
      onWatches({ do: 'error-frame', code: random() < 0.5 ? 410 : 500 })
      break
    case 'unauthorized-once':
      onWatches({ do: 'status', status: 401 })
      break
    case 'throttled':
      onLists({ do: 'status', status: 429, headers: { 'Retry-After': '0' } })
      break
    case 'page-410':
      onLists({ do: 'status', status: 410 })
      break
    case 'page-cut':
      onLists({ do: 'reset', afterBytes: 300 })
      break
    case 'html':
      onLists({ do: 'html' })
      break
    case 'store-away':
      stage.inventory.isAway = true
      take()
      await new Promise((resolve) => setTimeout(resolve, 10))
      stage.inventory.isAway = false
      return
    default:
  }
  take()
}

test('any story, whatever happens meanwhile', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          trial: fc.constantFrom(...trials),
          steps: fc.array(step, { minLength: 1, maxLength: 15 }),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      fc.boolean(),
      async (story, numbers, isSecure) => {
        const stage = await Stage.open({ isSecure })
        const random = () => numbers.next().value as number
        stage.start()
        try {
          await stage.settle()
          for (const { trial, steps } of story) {
            await befall(stage, trial, steps, random)
            await stage.settle()
          }
          prove(stage)
          // Whatever went wrong is over, and nobody is told otherwise.
          stage.server.faults.length = 0
          await until(
            () => stage.rig.report.troubles.size === 0,
            () => JSON.stringify([...stage.rig.report.troubles.values()]),
          )
        } finally {
          await stage.close()
        }
      },
    ),
    { seed, numRuns: 30, endOnFailure: true },
  )
})
