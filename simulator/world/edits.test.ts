// Edits that no world could carry out are refused before it opens, each in words that say which and why.
import { expect, it } from 'vitest'
import { chosenScenarios, scenarioIds } from '../scenarios/scenarios.ts'
import { testEpochMs } from './clock.ts'
import { fleetOf } from './fleet.ts'
import { type Edit, momentOf, type Pin } from './scenario.ts'

const cluster = 'svc-ads-euw1'
const at = momentOf(3)
const fleetWith = (edits: readonly Edit[], pins: readonly Pin[] = [{ cluster, minor: 32 }]) =>
  fleetOf(7, 'small', testEpochMs, [{ id: 'S00', title: 'impossible', pins, edits }])

const upgrade = (
  to: number,
  moment = at,
  more: Partial<Extract<Edit, { do: 'version.upgrade' }>> = {},
): Edit => ({
  ...{ do: 'version.upgrade', cluster, at: moment, forMs: 600_000, to },
  ...more,
})
const failing = { failure: { code: 'Unknown', message: 'no' } }
const impair = (region: string, zone: string, forMs = 60_000): Edit => ({
  ...{ do: 'zone.impair', region, zone, at, forMs, shiftAfterMs: 0 },
})
const fail = (group: string, first: number, count: number): Edit => ({
  ...{ do: 'nodes.fail', cluster, at, group, first, count, xid: 79 },
})
const fault = { what: 'list pods', answer: 'cut' } as const

it.each<[string, readonly Edit[]]>([
  ['1.34 does not come after 1.32', [upgrade(34)]],
  ['1.31 does not come after 1.32', [upgrade(31)]],
  ['1.34 does not come after 1.32', [upgrade(33, at, failing), upgrade(34, at + 3_600_000)]],
  ['begins while another is under way', [upgrade(33), upgrade(34, at + 60_000)]],
  ['an upgrade takes some time', [upgrade(33, at, { forMs: 0 })]],
  ['there is no region mars', [impair('mars', 'mars-1a')]],
  ['has no zone eu-west-1z, but eu-west-1a', [impair('euw1', 'eu-west-1z')]],
  ['it lasts some time', [impair('euw1', 'eu-west-1a', 0)]],
  ['there is no node group gpus', [fail('gpus', 0, 1)]],
  ['have no 5000 from 0 on', [fail('system', 0, 5_000)]],
  ['have no 0 from 0 on', [fail('system', 0, 0)]],
  ['it ends before it begins', [{ do: 'wire.fault', cluster, at, until: at, fault }]],
  ['it ends before it begins', [{ do: 'clock.skew', cluster, byMs: 1, from: at, until: at - 1 }]],
  ['there is no slot 100000', [{ do: 'clock.skew', cluster, slot: 100_000, byMs: 1, from: at }]],
])('refuses: %s', (words, edits) => {
  expect(() => fleetWith(edits)).toThrow(words)
})

it('takes what can be: again after a failure, and on from there', () => {
  const edits = [upgrade(33, at, failing), upgrade(33, at + 3_600_000), upgrade(34, at + 7_200_000)]
  expect(fleetWith(edits).clusters.find(({ name }) => name === cluster)?.upgrades).toHaveLength(3)
})

it.each(scenarioIds)('takes %s', (id) => {
  expect(fleetOf(7, 'small', testEpochMs, chosenScenarios([id])).clusters.length).toBeGreaterThan(0)
})
