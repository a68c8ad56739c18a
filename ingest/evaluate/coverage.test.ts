import { describe, expect, it } from 'vitest'
import type { CollectionHealth, Trouble } from '../../domain/model/collection.ts'
import { objectKinds } from '../../domain/model/kube-object.ts'
import { subjectOf } from '../kube-client/call.ts'
import { listOf } from '../sources/kube-api/permissions.ts'
import {
  anyOf,
  asKnown,
  auditRead,
  factsRead,
  metricsRead,
  objectsRead,
  partsRead,
  subjectOfKind,
  type Teller,
} from './coverage.ts'

const now = new Date('2026-11-23T09:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)
const trouble = (subject: string): Trouble => ({
  ...{ kind: 'forbidden', says: `LIST ${subject}: 403`, steps: [], subject, since: now },
})

function teller(sourceId: string, over: Partial<CollectionHealth> = {}, observedAt = ago(10)): Teller {
  const health: CollectionHealth = {
    sourceId,
    state: 'watching',
    clusterIds: ['shop'],
    asOf: ago(10),
    lastTriedAt: null,
    nextTryAt: null,
    intervalMs: 60_000,
    troubles: [],
    counts: {},
    clockSkewMs: null,
    updatedAt: now,
    ...over,
  }
  return { sourceId, observedAt, health }
}

it('names kinds as the troubles of the source that reads them do', () => {
  for (const kind of objectKinds) expect(subjectOfKind[kind]).toBe(subjectOf(listOf(kind)))
})

describe('objects of a cluster', () => {
  const ask = (...tellers: Teller[]) => objectsRead(tellers, ['PodDisruptionBudget', 'Node'], now)

  it.each<[string, Teller[], RegExp | null]>([
    ['read', [teller('kube-api:a')], null],
    ['read by nobody', [], /^No source reads the objects/],
    ['told by their provider alone', [teller('eks-api:a')], /^No source reads the objects/],
    ['never read completely', [teller('kube-api:a', { asOf: null })], /has not read all objects/],
    [
      'refused in part',
      [teller('kube-api:a', { troubles: [trouble('poddisruptionbudgets.policy')] })],
      /^kube-api:a: LIST poddisruptionbudgets.policy: 403$/,
    ],
    ['refused in another part', [teller('kube-api:a', { troubles: [trouble('pods')] })], null],
    ['silent for three intervals', [teller('kube-api:a', { asOf: ago(181) })], /since 2026-11-23T08:56:59/],
    ['silent, and read by another', [teller('kube-api:a', { asOf: ago(181) }), teller('kube-api:b')], null],
  ])('%s', (_, tellers, reason) => {
    const coverage = ask(...tellers)
    if (reason === null) expect(coverage).toEqual({ ok: true, at: ago(10) })
    else expect(coverage).toMatchObject({ ok: false, reason: expect.stringMatching(reason) })
  })
})

describe('what a provider lists', () => {
  const ask = (tellers: Teller[], isTold = true) => partsRead(tellers, 'add-ons', isTold, now)

  it('is as new as the cluster was told, not as the whole round', () => {
    const many = teller('eks-api:a', { clusterIds: ['shop', 'other'], asOf: now }, ago(120))
    expect(ask([many])).toEqual({ ok: true, at: ago(120) })
    expect(ask([{ ...many, observedAt: ago(200) }])).toMatchObject({ ok: false, before: ago(200) })
  })

  it('is not known when nobody told it', () => {
    expect(ask([teller('kube-api:a')])).toMatchObject({ ok: false, before: null })
    expect(ask([teller('eks-api:a')], false)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('has not told any add-ons'),
    })
  })
})

it('facts of a cluster are known by whoever told them lately', () => {
  expect(factsRead([teller('kube-api:a', { asOf: ago(500) }, ago(500)), teller('eks-api:b')], now)).toEqual({
    ok: true,
    at: ago(10),
  })
  expect(factsRead([], now)).toMatchObject({ reason: expect.stringMatching(/^Only the audit log/) })
})

it('an audit log reaches as far as its newest event', () => {
  expect(auditRead(ago(300), now)).toEqual({ ok: true, at: ago(300) })
  expect(auditRead(ago(301), now)).toMatchObject({ ok: false, before: ago(301) })
  expect(auditRead(undefined, now)).toMatchObject({ ok: false, before: null })
})

it('one of several signals is enough, and one that fell silent still counts beside it', () => {
  const silent = auditRead(ago(600), now)
  expect(anyOf([silent, metricsRead(ago(30))])).toEqual({ ok: true, at: ago(30) })
  expect(anyOf([silent, metricsRead(undefined)])).toMatchObject({
    ok: false,
    reason: `Its audit log ended at ${ago(600).toISOString()}. Its API server's metrics were not read in the last minutes.`,
  })
  expect(asKnown(silent)).toEqual({ ok: true, at: ago(600) })
  expect(asKnown(metricsRead(undefined))).toMatchObject({ ok: false })
})
