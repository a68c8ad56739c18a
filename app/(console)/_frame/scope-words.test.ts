import { describe, expect, it } from 'vitest'
import { isWholeScope, scopeButtonWords, scopeText } from './scope-words.ts'

const none = { accounts: [], regions: [], owners: [], labels: [], cluster: [], namespaces: [] }
const fleet = { clusters: 214, accounts: 16, regions: 12 }

describe('the scope in words', () => {
  it('says what is chosen on one line', () => {
    expect(scopeText(undefined, 214)).toBe('all 214 clusters')
    expect(scopeText({ clusters: ['a', 'b'] }, 214)).toBe('a, b')
    expect(scopeText({ regions: ['eu-west-1', 'eu-west-2'], labels: { team: ['ads'], tier: [] } }, 214)).toBe(
      'region eu-west-1 or eu-west-2, team=ads, any tier',
    )
  })

  it('says on its button how much of the fleet is left', () => {
    expect(scopeButtonWords(none, fleet, null)).toEqual({
      name: 'All clusters',
      note: '214 clusters · 16 accounts · 12 regions',
    })
    expect(scopeButtonWords(none, { clusters: 1, accounts: 0, regions: 0 }, null).note).toBe('1 cluster')
    expect(scopeButtonWords({ ...none, cluster: ['a'] }, fleet, null)).toEqual({
      name: 'a',
      note: '1 of 214 clusters',
    })
    expect(scopeButtonWords({ ...none, cluster: ['a', 'b'] }, fleet, null).name).toBe('2 of 214 clusters')
  })

  it('says nothing of a count before the server has counted', () => {
    const chosen = { ...none, accounts: ['1'] }
    expect(scopeButtonWords(chosen, fleet, null)).toEqual({
      name: 'Part of the fleet',
      note: 'of 214 clusters',
    })
    expect(scopeButtonWords(chosen, fleet, 41)).toEqual({ name: '41 of 214 clusters', note: '' })
    // Namespaces leave every cluster in.
    expect(scopeButtonWords({ ...none, namespaces: ['web'] }, fleet, null).name).toBe('All clusters')
  })

  it('is whole while nothing is chosen', () => {
    expect(isWholeScope(none)).toBe(true)
    expect(isWholeScope({ ...none, namespaces: ['web'] })).toBe(false)
  })
})
