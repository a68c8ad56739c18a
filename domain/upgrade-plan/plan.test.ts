// What holds for every plan, whatever the fleet: nobody skips a minor, nobody goes before what proves it, windows have
// room, nothing is planned twice or lost, and it is the same plan whatever the order clusters come in.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedCalendar } from '../support/shipped-calendar.ts'
import { environments } from './environment.ts'
import type { GateCheck } from './gate.ts'
import { type PlanCluster, type PlanParams, planUpgrades } from './plan.ts'
import { weekdays } from './weekday.ts'

const now = new Date('2026-11-26T10:20:30Z')
const day = 86_400_000
const hour = 3_600_000

const checkArb: fc.Arbitrary<GateCheck> = fc.record({
  checkId: fc.constantFrom('apis', 'skew'),
  blocks: fc.constant(true),
  status: fc.constantFrom('passing', 'passing', 'passing', 'warning', 'unknown', 'error'),
  findings: fc.nat(3),
  waived: fc.nat(1),
  unreadBecause: fc.constant(null),
})
const clusterArb = fc.record({
  name: fc.constantFrom('pay-dev-1', 'pay-stage-1', 'pay-prod-1', 'pay-prod-2', 'web-dev', 'web-prod', 'odd'),
  region: fc.constant(null),
  ownerId: fc.constantFrom('pay', 'web'),
  tags: fc.constant({}),
  deadline: fc.option(fc.integer({ min: -20, max: 200 }).map((n) => new Date(now.getTime() + n * day))),
  provider: fc.constantFrom('eks', 'eks', 'gke', 'openshift'),
  version: fc.constantFrom('1.31', '1.32', '1.33', '1.34', '1.35', '1.36', null, 'new'),
  supportType: fc.constantFrom('STANDARD', 'EXTENDED'),
  isCharged: fc.boolean(),
  checks: fc.array(checkArb, { maxLength: 3 }),
})
const fleetArb: fc.Arbitrary<PlanCluster[]> = fc
  .array(clusterArb, { maxLength: 25 })
  .map((clusters) =>
    clusters.map((cluster, index) => ({ ...cluster, clusterId: `c${index}` }) as PlanCluster),
  )
const paramsArb: fc.Arbitrary<PlanParams> = fc.record({
  target: fc.constantFrom('1.33', '1.35', '1.36'),
  startsAt: fc.integer({ min: -3, max: 9 }).map((n) => new Date(now.getTime() + n * day)),
  soakDays: fc.nat(5),
  mendDays: fc.nat(20),
  maintenance: fc.record({
    days: fc.subarray([...weekdays], { minLength: 1 }),
    fromHour: fc.nat(11),
    toHour: fc.integer({ min: 12, max: 24 }),
    clusters: fc.integer({ min: 1, max: 4 }),
  }),
})
const plan = (clusters: readonly PlanCluster[], params: PlanParams) =>
  planUpgrades({ clusters, calendar: shippedCalendar, params, now })
const minorOf = (version: string) => Number(version.split('.')[1])

const holds = (property: fc.IProperty<[PlanCluster[], PlanParams]>) =>
  fc.assert(property, { numRuns: 300, verbose: true })

describe('every plan', () => {
  it('takes every cluster through every minor up to the target, once, in order', () => {
    holds(
      fc.property(fleetArb, paramsArb, (clusters, params) => {
        const { waves, families, done, unplanned } = plan(clusters, params)
        const moves = waves.flatMap((wave) => wave.moves)
        const members = families.flatMap(({ family }) => family.clusters)
        expect(members.length + done + unplanned.length).toBe(clusters.length)
        expect(new Set(members.map(({ clusterId }) => clusterId)).size).toBe(members.length)
        for (const { clusterId, version } of members) {
          const own = moves.filter((move) => move.clusterId === clusterId)
          const steps = Array.from(
            { length: minorOf(params.target) - minorOf(version ?? '') },
            (_, n) => `1.${minorOf(version ?? '') + n + 1}`,
          )
          expect(own.map(({ to }) => to)).toEqual(steps)
          expect(own.map(({ from, to }) => minorOf(to) - minorOf(from))).toEqual(steps.map(() => 1))
          for (const [index, move] of own.entries()) {
            const before = own[index - 1]
            if (before === undefined) continue
            const soaked = before.window.endsAt.getTime() + params.soakDays * day
            expect(move.window.startsAt.getTime()).toBeGreaterThanOrEqual(soaked)
          }
        }
        expect(moves.every(({ clusterId }) => members.some((one) => one.clusterId === clusterId))).toBe(true)
      }),
    )
  })

  it('stays within maintenance windows and their room, and begins when it may', () => {
    holds(
      fc.property(fleetArb, paramsArb, (clusters, params) => {
        const { days, fromHour, toHour, clusters: room } = params.maintenance
        const held = new Map<number, number>()
        for (const { window } of plan(clusters, params).waves.flatMap((wave) => wave.moves)) {
          const { startsAt, endsAt } = window
          expect(startsAt.getTime()).toBeGreaterThanOrEqual(
            Math.max(now.getTime(), params.startsAt.getTime()),
          )
          expect(days).toContain(weekdays[startsAt.getUTCDay()])
          expect([startsAt.getTime() % day, endsAt.getTime() - startsAt.getTime()]).toEqual([
            fromHour * hour,
            (toHour - fromHour) * hour,
          ])
          held.set(startsAt.getTime(), (held.get(startsAt.getTime()) ?? 0) + 1)
        }
        expect(Math.max(0, ...held.values())).toBeLessThanOrEqual(room)
      }),
    )
  })

  it('proves a version on what may break before what may not, and holds what is not a go with all behind it', () => {
    holds(
      fc.property(fleetArb, paramsArb, (clusters, params) => {
        const { waves, families } = plan(clusters, params)
        const place = (id: string) =>
          environments.indexOf(families.find((one) => one.id === id)?.family.environment as never)
        for (const wave of waves) {
          for (const earlier of waves) {
            const isBefore =
              environments.indexOf(earlier.environment) < environments.indexOf(wave.environment)
            if (!isBefore || earlier.to !== wave.to || (wave.track === 'clear' && earlier.track === 'held'))
              continue
            const soaked = earlier.endsAt.getTime() + params.soakDays * day
            expect(wave.startsAt.getTime()).toBeGreaterThanOrEqual(soaked)
          }
          for (const { familyId } of wave.moves) {
            const own = families.find(({ id }) => id === familyId)
            const line = families.filter(
              (one) => one.family.line === own?.family.line && place(one.id) <= place(familyId),
            )
            const isClear = line.every(
              ({ gate }) => gate.blockers.length === 0 && gate.missing.length === 0 && gate.unseen === 0,
            )
            expect(wave.track).toBe(isClear ? 'clear' : 'held')
          }
          if (wave.track === 'held') {
            const mended = Math.max(now.getTime(), params.startsAt.getTime()) + params.mendDays * day
            expect(wave.startsAt.getTime()).toBeGreaterThanOrEqual(mended)
          }
        }
      }),
    )
  })

  it('is the same whatever the order clusters come in, and never costs more than staying', () => {
    holds(
      fc.property(fleetArb, paramsArb, (clusters, params) => {
        const one = plan(clusters, params)
        const other = plan([...clusters].reverse(), params)
        expect(other.waves).toEqual(one.waves)
        expect(other.money.map(({ stayingMicroUsd }) => stayingMicroUsd)).toEqual(
          one.money.map(({ stayingMicroUsd }) => stayingMicroUsd),
        )
        for (const { plannedMicroUsd, stayingMicroUsd } of one.money) {
          expect(Number.isSafeInteger(plannedMicroUsd) && Number.isSafeInteger(stayingMicroUsd)).toBe(true)
          expect(plannedMicroUsd).toBeLessThanOrEqual(stayingMicroUsd)
        }
      }),
    )
  })
})
