import { describe, expect, it } from 'vitest'
import type { CollectionHealth } from './collection.ts'
import { readState } from './collection-state.ts'

const now = new Date('2026-11-23T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)
const trouble = { kind: 'forbidden', says: '', steps: [], subject: 'pods', since: now } as const

const state = (over: Partial<CollectionHealth>) =>
  readState(
    {
      sourceId: 'kube-api:a',
      state: 'watching',
      clusterIds: [],
      asOf: ago(10),
      lastTriedAt: null,
      nextTryAt: null,
      intervalMs: 60_000,
      troubles: [],
      counts: {},
      clockSkewMs: null,
      updatedAt: now,
      ...over,
    },
    now,
  )

describe('the state of a source that is read', () => {
  it('is waiting until somebody wrote of it', () => expect(readState(undefined, now)).toBe('waiting'))

  it.each([
    [{}, 'reading'],
    [{ state: 'listing' }, 'reading'],
    [{ asOf: ago(180) }, 'reading'],
    [{ asOf: ago(181) }, 'stale'],
    [{ asOf: ago(-90) }, 'reading'],
    [{ asOf: ago(181), intervalMs: 300_000 }, 'reading'],
    [{ asOf: ago(181), troubles: [trouble] }, 'stale'],
    [{ troubles: [trouble] }, 'partly'],
    [{ state: 'starting', asOf: null }, 'starting'],
    [{ state: 'listing', asOf: null }, 'starting'],
    [{ state: 'listing', asOf: null, troubles: [trouble] }, 'partly'],
    [{ state: 'waiting', asOf: null }, 'waiting'],
    [{ state: 'waiting', asOf: ago(10) }, 'waiting'],
    [{ state: 'spare', asOf: ago(9_999), troubles: [trouble] }, 'spare'],
    [{ state: 'stopped' }, 'stopped'],
    [{ state: 'stopped', asOf: ago(9_999) }, 'stale'],
    [{ state: 'failing' }, 'failing'],
    [{ state: 'failing', asOf: ago(9_999), troubles: [trouble] }, 'failing'],
  ] as const)('%j is %s', (over, expected) => expect(state(over)).toBe(expected))
})
