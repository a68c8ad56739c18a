// The plan as a document: nothing of it is lost, and what came from clusters stays text.
import { expect, it } from 'vitest'
import { planCsv, planJson, planMarkdown } from './plan-document.ts'
import { dollars, spareWords } from './plan-words.ts'
import type { UpgradePlan } from './upgrades-view.ts'
import { placeOn, waveAxis } from './wave-axis.ts'

const now = new Date('2026-11-26T10:00:00Z')
const window = { startsAt: new Date('2026-11-30T09:00:00Z'), endsAt: new Date('2026-11-30T16:00:00Z') }
const skew = { checkId: 'kubelet-skew', clusters: 1, findings: 2 }
const plan = {
  params: {
    ...{ target: '1.35', startsAt: now, soakDays: 3, mendDays: 14 },
    maintenance: { days: ['mon', 'tue'], fromHour: 9, toHour: 16, clusters: 10 },
  },
  families: [
    {
      ...{ id: 'pay/prod/pay-*', environment: 'prod', pattern: 'pay-*', clusters: 1, versions: ['1.34'] },
      owner: { id: 'pay', name: 'Payments', contact: '#pay' },
      gate: { verdict: 'blocked', blockers: [skew], missing: [], warnings: [], accepted: [], unseen: 0 },
      ...{ heldBy: 'itself', deadline: new Date('2026-12-02T00:00:00Z'), endsAt: window.endsAt },
    },
  ],
  titles: { 'kubelet-skew': 'Kubelet version skew' },
  waves: [
    {
      number: 1,
      environment: 'prod',
      to: '1.35',
      track: 'held',
      ...window,
      clusters: 1,
      familyIds: ['pay/prod/pay-*'],
    },
  ],
  moves: [
    {
      wave: 1,
      window,
      name: '=pay-1',
      clusterId: 'pay-1',
      from: '1.34',
      to: '1.35',
      familyId: 'pay/prod/pay-*',
    },
  ],
  blockers: [
    {
      ...{ clusterName: 'pay-1', summary: 'core <script> lags | far.', recommendation: 'Mend\nit.' },
      owner: { id: 'pay', name: 'Payments', contact: '#pay' },
    },
  ],
  accepted: [
    {
      ...{ clusterName: 'pay-2', summary: 'old.', reason: 'moves in March', author: 'ann' },
      until: new Date('2026-12-24T00:00:00Z'),
    },
  ],
  ...{ misses: [], missesInAll: 0, clusters: 1, done: 4 },
  unplanned: [{ clusterId: 'x', name: 'x', because: 'its version is not known' }],
  ...{ unplannedInAll: 3, deadline: new Date('2026-12-02T00:00:00Z'), endsAt: window.endsAt, now },
  money: {
    ...{ nowMicroUsdPerMonth: 365_000_000, uncharged: 2 },
    months: [
      {
        month: '2026-11',
        from: now,
        to: window.endsAt,
        plannedMicroUsd: 1_500_000,
        stayingMicroUsd: 2_000_000,
      },
    ],
  },
  freshness: { asOf: now, clustersCovered: 5, clustersTotal: 6, stale: [], simulated: true },
} as unknown as UpgradePlan

it('says in Markdown what a person needs to send it', () => {
  expect(planMarkdown(plan, 'https://p.example/upgrades?target=1.35')).toBe(`# Upgrade plan to 1.35

1 cluster to move, 4 clusters there already; 1 day to spare.
Maintenance Mon, Tue 9:00–16:00 UTC, 10 clusters a window, 3 days to soak between waves, 14 days to mend blockers.
Made 2026-11-26T10:00:00.000Z from 5 of 6 clusters, simulated: <https://p.example/upgrades?target=1.35>

## Waves

| Wave | What | Clusters | When (UTC) |
|---|---|---|---|
| 1 | Prod to 1.35, once mended | 1 | Mon 30 Nov 09:00–16:00 |

## Families

| Family | Environment | Owner | Clusters | From | Gate | Why | There on |
|---|---|---|---|---|---|---|---|
| pay-\\* | Prod | Payments (\\#pay) | 1 | 1.34 | No go | Kubelet version skew (1 cluster, 2 findings) | Mon 30 Nov |

## Blockers, first to mend

- [ ] **pay-1** (Payments, \\#pay): core \\<script\\> lags \\| far. Mend it.

## Accepted

- **pay-2**: old. Accepted until Thu 24 Dec by ann: moves in March

## The money of staying

Extended support costs $365 a month now (730 hours, list prices).

| Month | By this plan | If nothing is done |
|---|---|---|
| 2026-11 | $1.50 | $2 |
| In all | $1.50 | $2 |

Not in these sums: 2 clusters without a known price.

## Not planned

- **x**: its version is not known

2 clusters more.
`)
})

it('has a row for every move, and no formula', () => {
  expect(planCsv(plan).split('\r\n')).toEqual([
    'Wave,Starts (UTC),Ends (UTC),Cluster,Cluster id,From,To,Environment,Family,Owner,Contact,Gate,Why',
    `1,2026-11-30T09:00:00.000Z,2026-11-30T16:00:00.000Z,'=pay-1,pay-1,1.34,1.35,prod,pay-*,Payments,#pay,blocked,"Kubelet version skew (1 cluster, 2 findings)"`,
    '',
  ])
})

it('is whole in JSON', () => {
  const read = JSON.parse(planJson(plan, 'here'))
  expect(read).toMatchObject({ what: 'Upgrade plan', link: 'here', clusters: 1, done: 4 })
  expect(read.moves).toHaveLength(1)
})

it('says which day is missed before it speaks of days to spare', () => {
  const misses = [
    { kind: 'forced', at: new Date('2026-12-02T00:00:00Z') },
  ] as unknown as UpgradePlan['misses']
  expect(spareWords({ ...plan, misses, missesInAll: 2 })).toBe(
    '2 clusters miss a day, the first: upgraded by force Wed 2 Dec',
  )
  expect(spareWords({ ...plan, deadline: now })).toBeNull()
})

it.each([
  [0, '$0'],
  [1_490_000, '$1.49'],
  [99_994_999, '$99.99'],
  [12_345_670_000, '$12,346'],
])('writes %i micro-dollars as %s', (micro, text) => {
  expect(dollars(micro)).toBe(text)
})

it('draws waves on an axis of a handful of days', () => {
  const axis = waveAxis(now, new Date('2027-01-20T16:00:00Z'))
  expect(axis.ticks.map(({ label }) => label)).toEqual([
    ...['Thu 26 Nov', 'Thu 3 Dec', 'Thu 10 Dec', 'Thu 17 Dec', 'Thu 24 Dec', 'Thu 31 Dec'],
    ...['Thu 7 Jan 2027', 'Thu 14 Jan 2027'],
  ])
  expect([axis.from, axis.to].map((at) => placeOn(axis, at))).toEqual([0, 100])
  expect(placeOn(axis, new Date('2020-01-01T00:00:00Z'))).toBe(0)
})
