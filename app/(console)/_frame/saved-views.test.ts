import { describe, expect, it } from 'vitest'
import { screenLabel, stateOf, viewAt } from './saved-views.ts'

describe('the state of an address', () => {
  it('is its screen and each parameter once, the first one', () => {
    const search = new URLSearchParams('by=verb&find=a b&by=user')
    expect(stateOf('/traffic', search)).toEqual({ screen: 'traffic', query: 'by=verb&find=a+b' })
    expect(stateOf('/traffic/more', new URLSearchParams())).toEqual({ screen: 'traffic', query: '' })
  })

  it('is a saved view whatever the order of its parameters', () => {
    const views = [
      { screen: 'traffic', query: 'by=verb&rank=errors', name: 'one' },
      { screen: 'traffic', query: '', name: 'plain' },
    ]
    const at = (query: string, screen = 'traffic') => viewAt(views, { screen, query })?.name
    expect(at('rank=errors&by=verb')).toBe('one')
    expect(at('')).toBe('plain')
    expect(at('rank=errors')).toBeUndefined()
    expect(at('', 'sources')).toBeUndefined()
  })
})

describe('a screen in words', () => {
  it('is what the navigation calls it, or said to be unknown', () => {
    expect(screenLabel('traffic')).toBe('API traffic')
    expect(screenLabel('tides')).toBe('tides, not in this release')
  })
})
