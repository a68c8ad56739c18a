// Splits of a talker's requests against the ranking by the same dimensions and the count of a real API server's lines;
// and a page of the ranking whose talkers have so many keys that they are found again by name.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { talkerSource } from '../../../db/events/read/sealed-talkers.ts'
import { talkerBreakdowns } from '../../../db/events/read/talker-breakdowns.ts'
import { talkerPoints } from '../../../db/events/read/talker-points.ts'
import { countedTalkers, rankedTalkers } from '../../../db/events/read/talkers.ts'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { everything, landingBody } from '../../../db/store-tests/audit-events.ts'
import { type TalkerDimension, type TalkerRanking, talkerRankings } from '../../../domain/model/talker.ts'
import { resolveWindow } from '../../../domain/units/window.ts'
import { breakdowns, breakdownsInput } from './breakdowns.ts'
import { topTalkers, topTalkersInput } from './top-talkers.ts'
import {
  completed,
  dayWindow,
  demo,
  type Line,
  named,
  openTrafficRig,
  type TrafficRig,
  tally,
  windows,
} from './traffic-rig.ts'

let rig: TrafficRig
beforeAll(async () => {
  rig = await openTrafficRig()
})
afterAll(() => rig.stores.close())

const ask = (input: object) => topTalkers(rig.ctx, topTalkersInput.parse({ window: dayWindow, ...input }))

describe('a page whose keys are too many to be carried about', () => {
  const groupings: TalkerDimension[][] = [
    ['user'],
    ['cluster'],
    ['agent', 'cluster'],
    ['verb', 'resource', 'code'],
  ]
  const cases = Object.entries(windows).flatMap(([of, input]) =>
    groupings.map((groupBy) => ({ groupBy, window: resolveWindow(input), of })),
  )

  test.each(cases)('by $groupBy in $of buckets is found by its names', async ({ groupBy, window }) => {
    const question = {
      scope: everything,
      window,
      where: {},
      groupBy,
      rankBy: 'requests',
      limit: 4,
      offset: 0,
    } as const
    const byIds = await rankedTalkers(rig.stores.events, question)
    const byNames = await rankedTalkers(rig.stores.events, { ...question, mostIds: 0 })
    expect(byIds.rows.length).toBeGreaterThan(0)
    expect(byNames).toEqual(byIds)
    const source = await talkerSource(rig.stores.events, question)
    const pointsOf = async (mostIds: number, isOnly: boolean) => {
      const { rows: talkers } = await countedTalkers(rig.stores.events, { ...question, source, mostIds })
      const points = await talkerPoints(rig.stores.events, { source, groupBy, talkers, isOnly })
      return { totals: points.totals, of: talkers.map(({ key }) => points.of(key)) }
    }
    for (const isOnly of [true, false])
      expect(await pointsOf(0, isOnly)).toEqual(await pointsOf(5_000, isOnly))
  })
})

test('names with quotes, brackets and control characters are found and split like any other', async () => {
  const users = [`it's "a"`, "['a','b']", 'back\\slash\\', 'tab\tand\nline', '', 'ø\u{1F6A2}']
  const receivedMs = Date.parse('2026-11-23T19:00:00Z')
  const event = {
    cluster: 'odd',
    stage: 'ResponseComplete',
    verb: 'get',
    code: 200,
    tookMs: 5,
    receivedMs,
  } as const
  const events = users.flatMap((user, at) =>
    Array.from({ length: at + 1 }, (_, nth) => ({ ...event, user, auditID: `${at}-${nth}` })),
  )
  await insertAudit(rig.stores.events, landingBody(events))
  const asked = { scope: everything, window: resolveWindow(windows.minute), where: { cluster: ['odd'] } }
  const question = {
    ...asked,
    groupBy: ['user', 'userAgent'],
    rankBy: 'requests',
    limit: 9,
    offset: 0,
  } as const
  const byNames = await rankedTalkers(rig.stores.events, { ...question, mostIds: 0 })
  expect(byNames.rows.map(({ key, requests }) => [key.user, requests])).toEqual(
    users.map((user, at) => [user, at + 1]).reverse(),
  )
  expect(byNames).toEqual(await rankedTalkers(rig.stores.events, question))
  const splits = [{ by: ['user', 'userAgent'], rankBy: 'requests' }] as const
  const split = await talkerBreakdowns(rig.stores.events, { ...asked, splits, limit: 9 })
  expect(split.splits[0]?.rows).toEqual(byNames.rows.map(({ key, requests }) => ({ key, requests })))
})

describe('breakdowns', () => {
  const splits: TalkerDimension[][] = [
    ['verb', 'resource'],
    ['user'],
    ['agent'],
    ['cluster'],
    ['code'],
    ['verb'],
  ]
  const split = (input: object, rankBy?: TalkerRanking) =>
    breakdowns(rig.ctx, breakdownsInput.parse({ splits: splits.map((by) => ({ by, rankBy })), ...input }))

  test.each(Object.entries(windows))(
    'in %ss each split is the ranking by its dimensions',
    async (_grain, window) => {
      const asked = { window, where: { verb: ['list', 'get', 'update'] }, limit: 3 }
      const answer = await split(asked)
      for (const [at, groupBy] of splits.entries()) {
        const { rows, other, total } = await ask({ ...asked, groupBy })
        expect(answer.splits[at]?.rows).toEqual(
          rows.map(({ key, requests: sent, share }) => ({ key, requests: sent, share })),
        )
        expect(answer.splits[at]?.total).toEqual({ requests: total.requests, keys: total.keys })
        expect(answer.splits[at]?.other).toMatchObject({ requests: other.requests, keys: other.keys })
      }
      expect(answer.splits[0]?.other.requests).toBeGreaterThan(0)
    },
  )

  test.each(talkerRankings)('by %s each split is ranked like the ranking', async (rankBy) => {
    const answer = await split({ window: dayWindow, limit: 4 }, rankBy)
    for (const [at, groupBy] of splits.entries()) {
      const { rows } = await ask({ groupBy, rankBy, limit: 4 })
      expect(answer.splits[at]?.rows.map(({ key, requests: sent }) => [key, sent])).toEqual(
        rows.map(({ key, requests: sent }) => [key, sent]),
      )
    }
  })

  test('counts are those of the lines; shares and what is left make one', async () => {
    const { splits: found } = await split({ scope: demo, window: dayWindow, limit: 2 })
    const codes = tally(completed, named.code as (line: Line) => string)
    for (const { rows, other, total } of found) {
      expect(total.requests).toBe(completed.length)
      expect(rows.reduce((sum, { share }) => sum + share, other.share)).toBeCloseTo(1, 9)
    }
    for (const { key, requests: sent } of found[4]?.rows ?? []) expect(sent).toBe(codes[key.code ?? ''])
    expect(found[4]?.total.keys).toBe(Object.keys(codes).length)
  })

  test('where nothing was sent there is nothing to split; a split names a dimension once', async () => {
    const { splits: found } = await split({ window: dayWindow, where: { user: ['nobody'] } })
    const nothing = { rows: [], other: { requests: 0, keys: 0, share: 0 }, total: { requests: 0, keys: 0 } }
    expect(found).toEqual(splits.map(() => nothing))
    for (const bad of [[], [{ by: [] }], [{ by: ['verb', 'verb'] }], [{ by: ['nothing'] }], [['verb']]])
      expect(breakdownsInput.safeParse({ window: dayWindow, splits: bad }).success).toBe(false)
  })
})
