// Rounds of the source before a stand-in: what is searched and in which order, what is stored, what it costs and where
// it stops, and each thing that goes wrong.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { LogsStandIn } from './stand-in/server.ts'
import { hourOf, openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(LogsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const noon = '2026-11-26T12:20:00Z'
const hour = (at: number): string => `2026-11-26T${String(at).padStart(2, '0')}`
const open = async (...asked: Parameters<typeof openRig>): Promise<Rig> => {
  rig = await openRig(...asked)
  return rig
}
const only = ({ troubles }: Rig) => [...troubles.values()]

describe('what is read', () => {
  it('is every complete hour that nobody knows, the newest of all clusters first, one search at a time', async () => {
    const { standIn, stored, round, troubles, counts } = await open({ hoursBack: 3 })
    for (const name of ['prod', 'dev']) {
      const { hours } = standIn.put('eu-west-1', name)
      for (const at of [9, 10, 11]) hours.set(hour(at), hourOf({ a: at, b: 1 }))
    }
    stored.byRaw.add(Date.parse(`${hour(10)}:00:00Z`) / 1_000)
    await round(noon)
    expect(stored.texts()).toEqual([
      `dev ${hour(11)} 12`,
      `prod ${hour(11)} 12`,
      `dev ${hour(9)} 10`,
      `prod ${hour(9)} 10`,
    ])
    expect(standIn.searches().slice(0, 2)).toEqual([`dev ${hour(11)} talkers`, `dev ${hour(11)} total`])
    expect(standIn.mostAtOnce).toBe(1)
    expect(stored.clusters.get('prod.eu-west-1.111122223333')).toMatchObject({
      arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
    })
    expect([...troubles]).toEqual([])
    expect(counts).toMatchObject({ hours: 4, megabytesScanned: 40 })
    // The same again: nothing is due.
    await round('2026-11-26T12:30:00Z')
    expect(standIn.searches()).toHaveLength(8)
  })

  it('is the newest hour of every region before an older one of any, also where one is searched at a time', async () => {
    const regions = ['eu-west-1', 'us-east-1', 'us-west-2']
    const { standIn, stored, round } = await open({ hoursBack: 3, regions }, { placesAtOnce: 1 })
    for (const region of regions) {
      const { hours } = standIn.put(region, `of-${region}`)
      for (const at of [9, 10, 11]) hours.set(hour(at), hourOf({ a: at }))
    }
    await round(noon)
    const read = stored.texts().map((text) => text.split(' ')[1])
    expect(read).toEqual([11, 11, 11, 10, 10, 10, 9, 9, 9].map(hour))
  })

  it('waits until an hour’s events have come in, and looks once more at its total when the last have', async () => {
    const { standIn, stored, round } = await open({ hoursBack: 1, clusters: ['prod'] })
    const { hours } = standIn.put('eu-west-1', 'prod')
    standIn.put('eu-west-1', 'prod-2').hours.set(hour(11), hourOf({ a: 1 }))
    hours.set(hour(11), hourOf({ a: 5 }))
    await round('2026-11-26T12:05:00Z')
    expect(standIn.searches().filter((text) => text.includes(hour(11)))).toEqual([])
    await round(noon)
    expect(stored.texts()).toEqual([`prod ${hour(11)} 5`])
    hours.set(hour(11), hourOf({ a: 6 }))
    hours.set(hour(12), hourOf({ a: 1 }))
    const before = standIn.searches().length
    await round('2026-11-26T13:05:00Z')
    expect(standIn.searches().slice(before)).toEqual([
      `prod ${hour(11)} total`,
      `prod ${hour(11)} talkers`,
      `prod ${hour(11)} total`,
    ])
    expect(stored.texts().at(-1)).toBe(`prod ${hour(11)} 6`)
  })

  it('goes back no further than the log group keeps or the log type was on', async () => {
    const { standIn, round, troubles } = await open({ hoursBack: 24 })
    const created = Date.parse('2026-11-26T08:30:00Z')
    const young = standIn.put('eu-west-1', 'young', { creationTime: created })
    for (const at of [9, 10, 11]) young.hours.set(hour(at), hourOf({ a: 1 }))
    standIn.put('eu-west-1', 'late').hours.set(hour(11), hourOf({ a: 1 }))
    await round(noon)
    const searched = standIn.searches().filter((text) => text.endsWith('talkers'))
    expect(searched.filter((text) => text.startsWith('young'))).toHaveLength(3)
    expect(searched.filter((text) => text.startsWith('late'))).toEqual([
      `late ${hour(11)} talkers`,
      `late ${hour(10)} talkers`,
    ])
    expect([...troubles]).toEqual([])
  })
})

describe('what it costs', () => {
  it('is estimated before, measured after, and ends where the day’s budget does', async () => {
    const budget = { hoursBack: 4, gigabytesPerDay: 0.025, usdPerGigabyte: 2 }
    const { standIn, stored, round, counts, troubles } = await open(budget)
    // 24 MB stored in 24 hours; a search looks through 65 minutes, an hour is searched twice.
    const creationTime = Date.parse(noon) - 24 * 3_600_000
    const { hours } = standIn.put('eu-west-1', 'prod', { storedBytes: 24_000_000, creationTime })
    for (const at of [8, 9, 10, 11]) hours.set(hour(at), hourOf({ a: at }))
    await round(noon)
    expect(counts.megabytesPlanned).toBe(Math.ceil((4 * 2 * 65) / 60))
    // 2.2 MB expected, 10 MB measured; the third hour would go beyond 25 MB.
    expect(stored.texts()).toEqual([`prod ${hour(11)} 11`, `prod ${hour(10)} 10`])
    const [spent] = troubles.values()
    expect(spent).toMatchObject({ kind: 'throttled', subject: 'gigabytesPerDay' })
    expect(spent?.says).toContain('2 hours of clusters wait, about 20 MB ($0.04 at $2 a GB)')
    await round('2026-11-27T00:05:00Z')
    expect(counts.megabytesScanned).toBe(20)
  })

  it('is told by a test, which stores nothing', async () => {
    const { standIn, stored, test } = await open({ hoursBack: 2, clusters: ['prod', 'gone'] })
    standIn.put('eu-west-1', 'prod', { storedBytes: 1e12, creationTime: Date.now() - 100 * 3_600_000 })
    const { checks } = await test()
    const saying = (what: string) => checks.find((check) => check.what.startsWith(what))
    // 10 GB an hour, 65 minutes, twice, 2 hours; no price was set.
    expect(saying('First reading')?.says).toMatch(/^2 hours of 1 cluster, .* about 43 GB, estimated/)
    expect(saying('First reading')?.says).not.toContain('$')
    expect(saying('Cluster gone')).toMatchObject({ ok: false })
    expect(saying('Search in')).toMatchObject({ ok: true })
    expect(stored.hours).toEqual([])
  })
})

describe('what goes wrong', () => {
  it.each(['Failed', 'Timeout', 'Cancelled', 'Unknown'] as const)(
    'a search that ends as %s stores nothing of its hour, is paid for, and says so',
    async (status) => {
      const { standIn, stored, round, troubles } = await open({ hoursBack: 2 })
      const { hours } = standIn.put('eu-west-1', 'prod')
      hours.set(hour(11), hourOf({ a: 5 }, { status }))
      hours.set(hour(10), hourOf({ a: 7 }))
      await round(noon)
      expect(stored.texts()).toEqual([`prod ${hour(10)} 7`])
      expect(stored.inVain).toMatchObject([{ bytesScanned: 5_000_000 }])
      const [trouble] = troubles.values()
      expect(trouble?.says).toContain(`${hour(11)}:00 UTC is not counted`)
      expect(trouble?.says).toContain(status)
      hours.set(hour(11), hourOf({ a: 5 }))
      await round('2026-11-26T12:30:00Z')
      expect(stored.texts()).toContain(`prod ${hour(11)} 5`)
      expect([...troubles]).toEqual([])
    },
  )

  it('a search without an end is stopped', async () => {
    const { standIn, stored, round, troubles } = await open({ hoursBack: 1 }, { searchWithinMs: 20_000 })
    standIn.put('eu-west-1', 'prod').hours.set(hour(11), hourOf({ a: 5 }, { status: 'Running' }))
    await round(noon)
    expect(standIn.actions()).toContain('logs:StopQuery')
    expect(stored.texts()).toEqual([])
    expect([...troubles.values()][0]?.says).toContain('no answer after 20 s and was stopped')
  })

  it('more rows than were asked for, and answers that contradict each other, are no hour', async () => {
    const rigged = await open({ hoursBack: 2 })
    const { hours } = rigged.standIn.put('eu-west-1', 'prod')
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`user-${at}`, 1]))
    hours.set(hour(11), hourOf(many))
    hours.set(hour(10), { ...hourOf({ a: 5 }), total: hourOf({ a: 4 }).total })
    await rigged.round(noon)
    expect(rigged.stored.texts()).toEqual([])
    expect(only(rigged).some(({ says }) => says.includes('less than what its talkers'))).toBe(true)
  })

  it('a cluster without a log group, and one whose log has no audit events, name the setting', async () => {
    const rigged = await open({ hoursBack: 5, clusters: ['gone', 'mute'] })
    rigged.standIn.put('eu-west-1', 'mute')
    await rigged.round(noon)
    const says = only(rigged).map(
      ({ subject, says: text, steps }) => `${subject}: ${text} ${steps.join(' ')}`,
    )
    expect(says).toHaveLength(2)
    expect(says.join('\n')).toContain('no log group /aws/eks/gone/cluster')
    expect(says.join('\n')).toContain('holds no audit event of 2026-11-26T11:00 UTC')
    for (const text of says) expect(text).toContain('update-cluster-config')
    // Nothing is known of it: it is not made a cluster, and not searched again before the next hour has ended.
    expect(rigged.stored.clusters.size).toBe(0)
    await rigged.round('2026-11-26T12:30:00Z')
    expect(rigged.standIn.searches()).toEqual([`mute ${hour(11)} talkers`])
    expect(only(rigged)).toHaveLength(2)
  })

  it('a region that refuses says what grants it, and keeps no other waiting', async () => {
    const rigged = await open({ hoursBack: 1, regions: ['eu-west-1', 'us-east-1'] })
    rigged.standIn.put('us-east-1', 'prod').hours.set(hour(11), hourOf({ a: 5 }))
    rigged.standIn.refusals.push({
      when: ({ region, action }) => region === 'eu-west-1' && action.startsWith('logs:'),
      ...{
        status: 400,
        code: 'AccessDeniedException',
        message: 'not authorized to perform: logs:DescribeLogGroups',
      },
    })
    await rigged.round(noon)
    expect(rigged.stored.texts()).toEqual([`prod ${hour(11)} 5`])
    const [trouble] = only(rigged)
    expect(trouble).toMatchObject({ kind: 'forbidden', subject: 'account 111122223333, eu-west-1' })
    expect(trouble?.steps.join()).toContain('"logs:StartQuery"')
  })

  it('too many searches of others are waited out', async () => {
    const { standIn, stored, round, troubles } = await open({ hoursBack: 1 })
    standIn.put('eu-west-1', 'prod').hours.set(hour(11), hourOf({ a: 5 }))
    standIn.refusals.push({
      when: ({ action }) => action === 'logs:StartQuery',
      ...{ status: 400, code: 'LimitExceededException', message: 'concurrent queries', times: 2 },
    })
    await round(noon)
    expect(stored.texts()).toEqual([`prod ${hour(11)} 5`])
    expect([...troubles]).toEqual([])
  })

  it('nothing at all ends the try', async () => {
    const { standIn, round } = await open()
    standIn.refusals.push({
      when: ({ action }) => action === 'logs:DescribeLogGroups',
      ...{ status: 400, code: 'AccessDeniedException', message: 'no' },
    })
    await expect(round(noon)).rejects.toThrow('No account and region could be read')
  })
})

it('calls exactly what its policy grants', async () => {
  const { standIn, round, test } = await open(
    { roleName: 'periplus', hoursBack: 1 },
    { searchWithinMs: 5_000 },
  )
  standIn.put('eu-west-1', 'prod').hours.set(hour(11), hourOf({ a: 5 }, { status: 'Running' }))
  await round(noon)
  await test()
  expect(standIn.actions()).toEqual([
    'logs:DescribeLogGroups',
    'logs:GetQueryResults',
    'logs:StartQuery',
    'logs:StopQuery',
    'sts:AssumeRole',
    'sts:GetCallerIdentity',
  ])
})
