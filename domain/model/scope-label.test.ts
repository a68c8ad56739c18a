import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelsOf, labelText, readLabel } from './scope-label.ts'

describe('a label of a scope', () => {
  it('is written and read back the same, whatever stands in it', () => {
    const label = fc.record({ key: fc.string({ minLength: 1 }), value: fc.option(fc.string()) })
    fc.assert(
      fc.property(label, (one) => {
        expect(readLabel(labelText(one))).toEqual(one)
      }),
    )
  })

  it('is written as people write it', () => {
    expect(labelText({ key: 'team', value: 'ads' })).toBe('team=ads')
    expect(labelText({ key: 'aws:x', value: 'a=b' })).toBe('aws:x=a=b')
    expect(labelText({ key: 'a=b', value: '' })).toBe('a%3Db=')
    expect(readLabel('=ads')).toBeNull()
  })

  it('makes alternatives of the values of a key, and any value of none', () => {
    expect(labelsOf(['team=ads', 'env=prod', 'team=pay', 'team=ads', 'tier', '=lost'])).toEqual({
      team: ['ads', 'pay'],
      env: ['prod'],
      tier: [],
    })
  })
})
