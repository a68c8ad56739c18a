// S19, upgrade-wave: twelve clusters go from 1.32 to 1.33 in rings, node groups after their control planes; one
// fails the check of its add-ons and stays where it was.
import { minuteMs } from '../world/clock.ts'
import { type Edit, momentOf, type Scenario } from '../world/scenario.ts'

const [from, to] = [32, 33]

const startHours = ['09:00', '10:30', '13:00', '14:30'] as const

/** By ring: the day, and who goes at which hour of it. */
const rings = [
  { day: 8, clusters: ['dev-ads-use1', 'dev-games-use1', 'dev-pay-euw1', 'dev-search-use1'] },
  { day: 9, clusters: ['stage-ads-usw2', 'stage-games-euw1', 'stage-pay-usw2'] },
  { day: 10, clusters: ['svc-sec-use1', 'svc-games-use1', 'svc-social-use2'] },
  { day: 11, clusters: ['svc-pay-use2', 'svc-identity-euc1'] },
] as const

const failing = 'svc-social-use2'

const upgradeOf = (cluster: string, day: number, n: number): Edit => ({
  do: 'version.upgrade',
  cluster,
  at: momentOf(day, startHours[n]),
  to,
  rollsNodeGroups: true,
  ...(cluster === failing
    ? {
        forMs: 3 * minuteMs,
        failure: {
          code: 'ConfigurationConflict',
          message: 'The installed version of add-on vpc-cni is not compatible with Kubernetes version 1.33.',
        },
      }
    : { forMs: 12 * minuteMs }),
})

export const s19: Scenario = {
  id: 'S19',
  title: 'upgrade-wave',
  pins: rings.flatMap(({ clusters }) =>
    clusters.map((cluster) => ({ cluster, minor: from, image: 'AL2023' as const })),
  ),
  edits: rings.flatMap(({ day, clusters }) => clusters.map((cluster, n) => upgradeOf(cluster, day, n))),
}
