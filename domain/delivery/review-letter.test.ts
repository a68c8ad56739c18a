// The review of a hand-made week as a letter: what it says, what it leaves out and says so, and where its links lead.
import { describe, expect, it } from 'vitest'
import type { ChaseRow, Headline, Review } from '../review/review.ts'
import { plain } from './letter.ts'
import { reviewLetter } from './review-letter.ts'
import { slackMessage } from './slack.ts'

const chaseRow = (name: string): ChaseRow => ({
  owner: { id: name, name, contact: `#${name}` },
  ...{ clustersOwned: 9, clusters: [], clustersTotal: 3, findings: 1, errors: 1 },
  items: [
    {
      ...{ checkId: 'kubelet-skew', title: 'Kubelet', action: 'Replace old nodes', status: 'error' },
      ...{ findings: 1, clusters: [], clustersTotal: 3, subjects: [], deadline: null, href: '/upgrades' },
    },
  ],
  ...{ due: '2026-12-01T00:00:00Z', extraUsdPerMonth: null, extendedUsdPerMonth: 0 },
  message: { text: 'secret plans', markdown: '' },
  href: `/review?week=2026-W47#owner-${name}`,
})

// Without what they were before: an object with `then` looks like a promise, and no letter says it.
const headlines: readonly Omit<Headline, 'then'>[] = [
  {
    ...{ id: 'clusters', label: 'Clusters', unit: 'clusters', now: 214, delta: 3, rise: 'none' },
    ...{ note: '4 created, 1 gone', href: '/fleet', unknownBecause: null, series: [] },
  },
  {
    ...{ id: 'extended-support', label: 'Extended support', unit: 'usd-per-month' },
    ...{ now: 9_490.4, delta: -509.6, rise: 'bad', note: '', href: '/fleet' },
    ...{ unknownBecause: null, series: [] },
  },
  {
    ...{ id: 'compute-cost', label: 'Compute', unit: 'usd-per-month', now: null, delta: null },
    ...{ rise: 'bad', note: '', href: '/cost', unknownBecause: 'no source of costs is read', series: [] },
  },
]

const review: Review = {
  version: 1,
  week: {
    ...{ week: '2026-W47', year: 2026, number: 47, state: 'sealed', days: [] },
    ...{ from: '2026-11-16T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' },
    ...{ comparedWith: null, standsFor: null, partialBecause: null, previous: null, next: null },
  },
  preparedAt: '2026-11-23T00:10:00.000Z',
  clusters: 214,
  isWholeFleet: true,
  digest: [
    {
      id: 'support',
      parts: [
        { kind: 'strong', text: 'Support ends' },
        { kind: 'text', text: ' for ' },
        { kind: 'number', text: '26 clusters', value: 26, href: '/review?week=2026-W47#v', rows: null },
        { kind: 'text', text: '.' },
      ],
    },
  ],
  headlines: headlines as readonly Headline[],
  chase: {
    rows: Array.from({ length: 14 }, (_, n) => chaseRow(`team-${n}`)),
    ...{ total: 20, owners: 25, findings: 20, clusters: 60 },
  },
  calendar: {
    rows: [
      {
        ...{ provider: 'eks', version: '1.32', clusters: 26, releasedOn: null, standardEndsAt: null },
        ...{ extendedEndsAt: null, phase: 'standard', next: 'extended', nextAt: '2027-03-23T00:00:00Z' },
        ...{ extendedUsdPerMonth: 0, addedUsdPerMonth: 9_490, owners: 3, href: '/fleet', source: null },
      },
      {
        ...{ provider: '', version: '1.29', clusters: 1, releasedOn: null, standardEndsAt: null },
        ...{ extendedEndsAt: null, phase: 'unknown', next: null, nextAt: null, owners: 1 },
        ...{ extendedUsdPerMonth: null, addedUsdPerMonth: null, href: '/fleet', source: null },
      },
    ],
    ...{ unknownVersion: 0, surchargeUsdPerClusterMonth: 365 },
  },
  changes: { total: null, byKind: {} as Review['changes']['byKind'], groups: [] },
  risks: [],
  talkers: { connected: false, why: 'no audit log is read' },
  costMovers: { connected: false, why: 'no source of costs is read' },
  incidents: { connected: false, why: 'incidents are not kept yet' },
  freshness: {
    ...{ asOf: new Date('2026-11-23T00:09:00Z'), clustersCovered: 211, clustersTotal: 214 },
    ...{ stale: [], simulated: false },
  },
}

const said = (of: Review, pageUrl: string | null = null): Record<string, string[]> => {
  const { lead, sections, foot } = reviewLetter(of, { scope: {}, pageUrl })
  return Object.fromEntries(
    [{ title: 'lead', lines: lead }, ...sections, { title: 'foot', lines: foot }].map(({ title, lines }) => [
      title,
      lines.map(plain),
    ]),
  )
}

describe('the letter of a week', () => {
  it('says what the page says first, and what is not known', () => {
    const { subject } = reviewLetter(review, { scope: {}, pageUrl: null })
    expect(subject).toBe('Fleet review 2026-W47, 16 November to 22 November')
    expect(said(review)).toEqual({
      lead: ['Support ends for 26 clusters.'],
      'In numbers': [
        'Clusters: 214 (+3), 4 created, 1 gone',
        'Extended support: $9,490 a month (−$510 a month)',
        'Compute: not known: no source of costs is read',
      ],
      'Who to chase': [
        ...Array.from(
          { length: 12 },
          (_, n) =>
            `team-${n} (#team-${n}): 1 finding on 3 clusters, due 1 December. First: Replace old nodes`,
        ),
        '…and 8 more',
      ],
      'What changed': ['There is no earlier week to compare with.'],
      'Support calendar': [
        'EKS 1.32: 26 clusters, extended support begins 23 March 2027, $9,490 a month more then',
        '1.29: 1 cluster, support not known',
      ],
      'Talkers that grew': ['Not connected: no audit log is read'],
      Costs: ['Not connected: no source of costs is read'],
      Incidents: ['Not connected: incidents are not kept yet'],
      foot: [
        'The whole fleet: 214 clusters. Evidence of 211 of 214 clusters was fresh, the newest of 2026-11-23 00:09 UTC. Put together 2026-11-23 00:10 UTC.',
        'Sent by Periplus.',
      ],
    })
  })

  it('links its numbers to the page its readers open, under the scope it was asked for', () => {
    const { lead, foot } = reviewLetter(review, {
      scope: { owners: ['payments'] },
      pageUrl: 'https://periplus.example/p/',
    })
    expect(lead[0]?.map(({ href }) => href)).toEqual([
      undefined,
      undefined,
      'https://periplus.example/p/review?week=2026-W47#v',
      undefined,
    ])
    expect(foot[1]?.[0]?.href).toBe('https://periplus.example/p/review?week=2026-W47&owners=payments')
  })

  it('says loudly that clusters are simulated, and what it does not speak of', () => {
    const other: Review = {
      ...review,
      isWholeFleet: false,
      week: { ...review.week, partialBecause: 'nothing was read on Saturday' },
      freshness: { ...review.freshness, simulated: true },
    }
    expect(reviewLetter(other, { scope: {}, pageUrl: null }).subject).toMatch(/^SIMULATED: Fleet review/)
    const [foot = ''] = said(other).foot ?? []
    expect(foot).toContain('A part of the fleet: 214 clusters.')
    expect(foot).toContain('less than the whole week: nothing was read on Saturday.')
    expect(foot).toContain('these clusters do not exist')
  })

  it('fits a message, messages to owners left out', () => {
    const message = slackMessage(reviewLetter(review, { scope: {}, pageUrl: 'https://periplus.example' }))
    expect(message.blocks.length).toBeLessThan(20)
    expect(JSON.stringify(message)).not.toMatch(/secret plans|\{\{periplus/)
  })
})
