// Snapshots of two clusters, "mine" and "theirs", for tests of who may see what: what the relational store would answer
// under a scope, and nothing else of it.
import type { Scope } from '../domain/model/scope.ts'

const takenAt = new Date('2026-11-22T23:50:00Z')
const sums = { clusters: 2 }

const clusterOf = (clusterId: string) => ({
  ...{
    clusterId,
    name: clusterId,
    owner: `owner of ${clusterId}`,
    provider: 'eks',
    version: '1.33',
    tier: null,
  },
  ...{ createdAt: null, support: 'standard', supportEnds: null, supportNext: null, forcedUpgrade: null },
  ...{ extendedMicroUsd: 0, hasFee: true, protection: null, addOns: null, nodeGroups: null, findings: [] },
  ...{ findingsLeftOut: 0, staleSince: null, isHeard: true, isSimulated: false },
})

export const listReviewSnapshots = async () => [{ day: '2026-11-22', takenAt, sums }]
export const listSealedWeeks = async () => []
export const getSealedReview = async () => undefined
export const getReviewSnapshot = async (_store: unknown, { scope }: { readonly scope: Scope }) => ({
  ...{ takenAt: takenAt.toISOString(), owners: [], calendar: [], asOf: null },
  clusters: ['mine', 'theirs']
    .filter((id) => scope.clusters === 'all' || scope.clusters.includes(id))
    .map(clusterOf),
})
export const putReviewSnapshot = async () => undefined
export const dropReviews = async () => undefined
export const sealReview = async (_store: unknown, { review }: { readonly review: unknown }) => review
