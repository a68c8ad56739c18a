import { describe, expect, it } from 'vitest'
import { changeText, objectChangeText, statusTone, valueText } from './words.ts'

const change = {
  subjectKind: 'node-group',
  subjectName: 'ng-core',
  field: 'desiredSize',
  before: 3,
  after: 5,
}

describe('words of a cluster', () => {
  it('say a change', () => {
    expect(changeText(change)).toBe('Node group ng-core: desired size 3 → 5')
    expect(
      changeText({ ...change, subjectKind: 'cluster', field: 'version', before: '1.33', after: '1.34' }),
    ).toBe('Cluster: version 1.33 → 1.34')
    expect(changeText({ ...change, field: '', before: null, after: {} })).toBe('Node group ng-core appeared')
    expect(changeText({ ...change, field: '', before: {}, after: null })).toBe('Node group ng-core is gone')
  })

  it('say what happened to an object', () => {
    const state = { kind: 'Deployment', namespace: 'shop', name: 'cart' }
    const field = (name: string) => ({ field: name, before: 3, after: 2 })
    expect(objectChangeText({ what: 'deleted', state, fields: [] })).toBe('Deployment shop/cart deleted')
    const fields = ['ready', 'updated', 'available', 'desired'].map(field)
    expect(objectChangeText({ what: 'changed', state, fields })).toBe(
      'Deployment shop/cart: ready 3 → 2, updated 3 → 2, available 3 → 2 and 1 more',
    )
    const node = { kind: 'Node', namespace: '', name: 'ip-1' }
    expect(objectChangeText({ what: 'created', state: node, fields: [] })).toBe('Node ip-1 created')
  })

  it('keep long values short', () => {
    expect(valueText('x'.repeat(200))).toHaveLength(61)
    expect(valueText(null)).toBe('none')
    expect(valueText(false)).toBe('false')
    expect(valueText(['a'])).toBe('["a"]')
  })

  it('know a status that is bad from one that passes', () => {
    expect(['ACTIVE', 'UPDATING', 'CREATE_FAILED', 'DEGRADED', 'PENDING'].map(statusTone)).toEqual([
      'ok',
      'info',
      'crit',
      'crit',
      'info',
    ])
  })
})
