// Every row holds, and is the only one of its name; what tiers carry is the same to whoever asks EKS and whoever scrapes.
import { expect, it } from 'vitest'
import { versionsOf } from '../../wire/aws/eks-versions.ts'
import { apiServerFamilies } from '../../wire/kube/metrics.ts'
import { FrozenClock, testEpochMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { World } from '../../world/world.ts'
import { mutatingMs } from '../latency.ts'
import { provisionedTiers } from '../tiers.ts'
import { validations } from './validations.ts'

it.each(validations.map((validate) => [validate().id, validate] as const))('%s holds', (_, validate) => {
  const row = validate()
  expect(row).toMatchObject({ holds: true })
  expect(validate()).toEqual(row)
})

it('has each once, in order', () => {
  const ids = validations.map((validate) => Number(validate().id.slice(1)))
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
})

it.each(provisionedTiers.flatMap((tier) => [33, 34].map((minor) => [tier, minor] as const)))(
  'has as many seats in metrics of %s on 1.%d as DescribeClusterVersions tells',
  (tier, minor) => {
    const cluster = 'svc-pay-use1'
    const world = new World({
      seed: 1,
      scale: 'small',
      epochMs: testEpochMs,
      clock: new FrozenClock(testEpochMs),
      scenarios: [{ id: 'S00', title: 'x', pins: [{ cluster, minor, tier }], edits: [] }],
    })
    const [version] = versionsOf(new URLSearchParams({ clusterVersions: `1.${minor}` }), testEpochMs)
    const tiers = version?.controlPlaneScalingTiers as { tierName: string; apiRequestConcurrency: number }[]
    const told = tiers.find(({ tierName }) => tierName === tier)?.apiRequestConcurrency as number
    const levels = apiServerFamilies(world.state(world.cluster(cluster) as Cluster))
      .filter(({ name }) => name === 'apiserver_flowcontrol_nominal_limit_seats')
      .flatMap(({ series }) => series())
    const seats = levels.reduce((sum, { at }) => sum + (at(testEpochMs) ?? 0), 0)
    // Each level rounds its part up.
    expect(seats - told).toBeGreaterThanOrEqual(0)
    expect(seats - told).toBeLessThan(levels.length)
  },
)

it('takes a second to change an object at 120,000 pods in small tiers, within 2 %, and is at ease at 80,000', () => {
  for (const tier of ['standard', 'tier-xl'] as const) {
    const at = (pods: number, churn = 120) =>
      mutatingMs({ tier, store: 'raft', writesPerSecond: 1_200, pods, churn }, 0.99)
    expect(at(117_600)).toBeLessThan(1_000)
    expect(at(122_400)).toBeGreaterThan(1_000)
    expect(at(80_000)).toBeLessThan(200)
    expect(at(200_000, 20)).toBeLessThan(50)
  }
  const large = { tier: 'tier-2xl', store: 'journal', writesPerSecond: 1_200, churn: 120 } as const
  expect(mutatingMs({ ...large, pods: 390_000 }, 0.99)).toBeLessThan(1_000)
})
