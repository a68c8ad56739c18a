import { describe, expect, it } from 'vitest'
import { supportBand } from '../../../domain/support/support-band.ts'
import type { SupportStatus } from '../../../domain/support/support-status.ts'
import { changeText, objectChangeText, supportText, valueText } from './words.ts'

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
})

describe('what the support of a version asks for', () => {
  const now = new Date('2026-11-26T01:00:00Z')
  const on = (day: string) => new Date(`${day}T00:00:00Z`)
  const standard: SupportStatus = {
    status: 'standard',
    endsAt: on('2027-08-02'),
    next: 'extended',
    forcedUpgradeAt: on('2028-08-02'),
    source: 'eks',
  }
  it.each<[Partial<SupportStatus>, string | null]>([
    [{}, null],
    [{ endsAt: on('2026-12-02') }, 'Standard support of version 1.34 ends on Wed 2 Dec.'],
    [
      { status: 'extended', endsAt: on('2027-03-23'), forcedUpgradeAt: on('2027-03-23') },
      'Version 1.34 is in extended support, which ends on Tue 23 Mar 2027.',
    ],
    [
      { status: 'extended', endsAt: on('2026-12-01'), forcedUpgradeAt: on('2026-12-01') },
      'Version 1.34 is upgraded by its provider on Tue 1 Dec, unless you do before.',
    ],
    [
      { status: 'unsupported', endsAt: null, forcedUpgradeAt: on('2026-07-23') },
      'Version 1.34 may be upgraded by its provider at any time, since Thu 23 Jul.',
    ],
    [{ status: 'unsupported', endsAt: null, forcedUpgradeAt: null }, 'Version 1.34 is no longer supported.'],
    [{ status: 'unknown', endsAt: null, forcedUpgradeAt: null }, null],
  ])('%j: %s', (part, said) => {
    const support = { ...standard, ...part }
    expect(supportText({ version: '1.34', support, supportBand: supportBand(support, now) }, now)).toBe(said)
  })
})
