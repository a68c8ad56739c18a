import { describe, expect, it } from 'vitest'
import { keptAddress } from './kept-address.ts'

const search = new URLSearchParams(
  'accounts=1%2C2&cluster=a&window=1h&labels=team%3Dads&find=x&page=2&region=eu&tab=pods',
)

describe('the address of another page', () => {
  it('keeps the scope, and nothing else of the page it leaves', () => {
    const kept = 'accounts=1%2C2&labels=team%3Dads&cluster=a'
    expect(keptAddress('/traffic', '/cluster', search)).toBe(`/traffic?${kept}`)
    expect(keptAddress('/traffic', '/fleet', new URLSearchParams('find=x'))).toBe('/traffic')
  })

  it('forgets the one cluster on the way from it to the inventory', () => {
    const without = 'accounts=1%2C2&labels=team%3Dads'
    expect(keptAddress('/fleet', '/cluster', search)).toBe(`/fleet?${without}`)
    expect(keptAddress('/fleet', '/traffic', search)).toContain('cluster=a')
  })
})
