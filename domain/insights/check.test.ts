import { describe, expect, it } from 'vitest'
import { fakeCluster, fakeSlices, sliceAt, sliceNow, unread } from '../model/fake-slices.ts'
import { type Check, clusterSubject, deadlineOf, evidence, findingOf, runCheck, severityOf } from './check.ts'

const finding = (status: 'error' | 'warning' | 'unknown'): Check<'nodes'> => ({
  id: 'planted',
  title: 'Planted',
  about: '',
  severityRule: '',
  needs: ['nodes'],
  params: {},
  remedy: '',
  sources: [],
  providerTitle: null,
  blocksUpgrade: true,
  providers: ['eks'],
  evaluate: (slice) => [
    findingOf('planted', slice, {
      subject: clusterSubject(slice.clusterId),
      status,
      summary: `sees ${Object.keys(slice).sort().join(' ')}`,
      evidence: [evidence({ signal: 'cluster-object', says: 'so', at: slice.at.nodes })],
      recommendation: 'mend it',
    }),
  ],
})

describe('running a check', () => {
  it('gives it the slices it needs, and no other', () => {
    const result = runCheck(finding('error'), fakeSlices())
    expect(result).toMatchObject({ checkId: 'planted', status: 'error', unreadBecause: null, asOf: sliceAt })
    expect(result?.findings[0]?.summary).toBe('sees at cluster clusterId nodes now')
  })

  it('never takes what could not be read for well', () => {
    const slices = { ...fakeSlices(), nodes: unread('list nodes: 403') }
    expect(runCheck(finding('error'), slices)).toMatchObject({
      status: 'unknown',
      findings: [],
      unreadBecause: 'list nodes: 403',
    })
    const nobody = { ...fakeSlices(), cluster: unread('nobody told of it') }
    expect(runCheck(finding('error'), nobody)).toMatchObject({ status: 'unknown' })
  })

  it('says nothing of clusters it is not about', () => {
    const gke = fakeSlices({ cluster: fakeCluster({ provider: 'gke' }) })
    expect(runCheck(finding('error'), gke)).toBeNull()
    expect(runCheck({ ...finding('error'), providers: null }, gke)).toMatchObject({ status: 'error' })
  })

  it('is passing when it looked and found nothing', () => {
    const nothing = { ...finding('error'), evaluate: () => [] }
    expect(runCheck(nothing, fakeSlices())).toMatchObject({ status: 'passing', findings: [] })
  })
})

it('the next upgrade is an error, later ones are warnings', () => {
  expect([0, 1, 2, 3].map(severityOf)).toEqual(['error', 'error', 'warning', 'warning'])
})

it('presses by the first day that support changes', () => {
  const soon = new Date('2026-12-02T00:00:00Z')
  const support = { status: 'standard', next: 'extended', source: null } as const
  expect(deadlineOf({ ...support, endsAt: soon, forcedUpgradeAt: sliceNow })).toBe(sliceNow)
  expect(deadlineOf({ ...support, endsAt: soon, forcedUpgradeAt: null })).toBe(soon)
  expect(deadlineOf({ ...support, endsAt: null, forcedUpgradeAt: null })).toBeNull()
})
