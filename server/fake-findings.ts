// Findings of two clusters, "mine" and "theirs", for tests of who may see what: what the reads and writes of the
// relational store would answer under a scope, and nothing else of it.
import type { Scope } from '../domain/model/scope.ts'

export const myFinding = '0123456789abcdef0123456789abcdef'
const theirFinding = 'fedcba9876543210fedcba9876543210'

interface Asked {
  readonly scope: Scope
}

const ofScope = ({ scope }: Asked): string[] =>
  ['mine', 'theirs'].filter((id) => scope.clusters === 'all' || scope.clusters.includes(id))

const findingOf = (clusterId: string) => ({
  ...{ id: clusterId === 'mine' ? myFinding : theirFinding, clusterId, checkId: 'kubelet-skew', about: '' },
  ...{ subjectKind: 'Cluster', subjectNamespace: null, subjectName: clusterId, status: 'error', rank: 1 },
  ...{ summary: `of ${clusterId}`, evidence: [], recommendation: 'mend it', ownerHint: {}, isWaived: false },
})
const ofCheck = { checkId: 'kubelet-skew', unreadBecause: null, asOf: new Date('2026-11-23T00:59:00Z') }
const ofSum = { checkId: 'kubelet-skew', status: 'error', isWaived: false, findings: 1 }

export const listCheckResults = async (_store: unknown, asked: Asked) =>
  ofScope(asked).map((clusterId) => ({ ...ofCheck, clusterId }))
export const unreadByCheck = async () => []
export const listFindings = async (_store: unknown, asked: Asked) => ofScope(asked).map(findingOf)
export const listBriefFindings = async (_store: unknown, asked: Asked) =>
  ofScope(asked).map((clusterId) => ({ clusterId, findings: [{ ...findingOf(clusterId), deadline: null }] }))
export const sumFindings = async (_store: unknown, asked: Asked) =>
  ofScope(asked).map((clusterId) => ({ ...ofSum, clusterId }))
export const getFinding = async (_store: unknown, asked: Asked & { readonly id: string }) =>
  ofScope(asked)
    .map(findingOf)
    .find(({ id }) => id === asked.id)
export const listFindingEvents = async () => []
export const listWaivers = async () => []
export const getWaiver = async () => ({ findingId: myFinding })
export const putWaiver = async () => true
export const endWaiver = async () => true
