import { describe, expect, it } from 'vitest'
import { chosenWindow, clusterScopeOf, scopeOf, shifted, spanMs, spanPresets, spans } from './view-params.ts'

const now = new Date('2026-11-24T20:00:00.250Z')

describe('the window of a view', () => {
  it('ends at the server’s now unless both ends are written', () => {
    const chosen = chosenWindow({ window: '6h', from: null, to: null }, now)
    expect(chosen).toEqual({ from: new Date('2026-11-24T14:00:00.250Z'), to: now, span: '6h' })
    expect(chosenWindow({ window: '6h', from: new Date(0), to: null }, now).span).toBe('6h')
  })

  it('takes absolute ends over the preset', () => {
    const from = new Date('2026-11-23T19:00:00Z')
    const to = new Date('2026-11-23T20:00:00Z')
    expect(chosenWindow({ window: '6h', from, to }, now)).toEqual({ from, to, span: null })
  })

  it('ignores ends that make no window or too long a one', () => {
    const early = new Date('2024-01-01T00:00:00Z')
    expect(chosenWindow({ window: '1h', from: now, to: early }, now).span).toBe('1h')
    expect(chosenWindow({ window: '1h', from: early, to: now }, now).span).toBe('1h')
  })

  it('moves by its own length', () => {
    const from = new Date('2026-11-23T19:00:00Z')
    const to = new Date('2026-11-23T20:30:00Z')
    expect(shifted({ from, to }, -1)).toEqual({ from: new Date('2026-11-23T17:30:00Z'), to: from })
  })

  it('has a length and a name for every preset', () => {
    expect(spanPresets.map((preset) => preset.id)).toEqual([...spans])
    expect(Object.keys(spanMs)).toEqual([...spans])
  })
})

describe('the scope of a view', () => {
  const none = { accounts: [], regions: [], owners: [], labels: [], cluster: [], namespaces: [] }

  it('asks for everything while nothing is chosen, and for nothing empty', () => {
    expect(scopeOf(none)).toBeUndefined()
    expect(clusterScopeOf({ ...none, namespaces: ['web'] })).toBeUndefined()
    expect(scopeOf({ ...none, cluster: [''], labels: ['=x'] })).toBeUndefined()
  })

  it('is what a question takes; namespaces only where they narrow', () => {
    const chosen = { ...none, cluster: ['a'], labels: ['team=ads', 'team=pay', 'tier'], namespaces: ['web'] }
    const clusters = { clusters: ['a'], labels: { team: ['ads', 'pay'], tier: [] } }
    expect(clusterScopeOf(chosen)).toEqual(clusters)
    expect(scopeOf(chosen)).toEqual({ ...clusters, namespaces: ['web'] })
  })

  it('leaves out what would make a question too long', () => {
    const accounts = Array.from({ length: 1_200 }, (_, place) => String(place))
    expect(scopeOf({ ...none, accounts })?.accounts).toHaveLength(1_000)
  })
})
