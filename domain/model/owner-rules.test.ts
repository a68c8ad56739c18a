import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unowned } from './owner.ts'
import { type OwnerRule, ownerPlaces, ownerRules, ownerRulesSchema } from './owner-rules.ts'

const payments = { id: 'payments', name: 'Payments', contact: '#payments-oncall' }
const platform = { id: 'platform', name: 'Platform', contact: 'platform@example.com' }

const parsed = (rules: unknown): OwnerRule[] => ownerRulesSchema.parse(rules)

describe('whose a thing is', () => {
  const rules = ownerRules(
    parsed([
      { on: 'account', values: ['111122223333'], owner: platform },
      { on: 'cluster-tag', key: 'Owner' },
      { on: 'workload-label', key: 'team', values: ['pay', 'payments'], owner: payments },
      { on: 'namespace-label', key: 'team' },
      { on: 'workload-label', key: 'team' },
      { on: 'node-group-tag', key: 'team' },
    ]),
  )

  it.each([
    [
      'the label of the workload before all else',
      { workloadLabels: { team: 'pay' }, namespaceLabels: { team: 'x' }, accountId: '111122223333' },
      payments,
    ],
    [
      'a value no earlier rule names',
      { workloadLabels: { team: 'search' } },
      { id: 'search', name: 'search', contact: null },
    ],
    [
      'the label of the namespace',
      { workloadLabels: { app: 'x' }, namespaceLabels: { team: 'payments' } },
      payments,
    ],
    [
      'the tag of the node group before that of the cluster',
      { nodeGroupTags: { team: 'ml' }, clusterTags: { Owner: 'sre' } },
      { id: 'ml', name: 'ml', contact: null },
    ],
    ['the tag of the cluster', { clusterTags: { Owner: 'platform' }, accountId: '999999999999' }, platform],
    ['the account', { accountId: '111122223333' }, platform],
    ['nobody in another account', { accountId: '444455556666' }, unowned],
    ['nobody at an empty value', { workloadLabels: { team: '' } }, unowned],
    [
      'nobody at a key that only its prototype has',
      { workloadLabels: Object.create({ team: 'pay' }) },
      unowned,
    ],
    ['nobody of whom nothing is known', {}, unowned],
  ])('%s', (_, thing, owner) => {
    expect(rules.ownerOf(thing)).toEqual(owner)
  })

  it('names those that rules name', () => {
    expect(rules.named).toEqual([payments, platform])
  })

  it('completes an owner that is named in full once', () => {
    const said = ownerRules(
      parsed([
        { on: 'account', values: ['111122223333'], owner: { id: 'payments' } },
        { on: 'account', values: ['444455556666'], owner: payments },
      ]),
    )
    expect(said.ownerOf({ accountId: '111122223333' })).toEqual(payments)
  })

  it('is decided by the most specific place that matches, then by order', () => {
    const keys = ['workloadLabels', 'namespaceLabels', 'nodeGroupTags', 'clusterTags'] as const
    const ruleArb = fc.record({
      on: fc.constantFrom(...ownerPlaces.slice(0, 4)),
      key: fc.constantFrom('a', 'b'),
    })
    const labels = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y'))
    fc.assert(
      fc.property(
        fc.array(ruleArb, { maxLength: 8 }),
        fc.tuple(labels, labels, labels, labels),
        (list, said) => {
          const thing = Object.fromEntries(keys.map((key, index) => [key, said[index]]))
          const matching = ownerPlaces
            .slice(0, 4)
            .flatMap((place, index) =>
              list.filter((rule) => rule.on === place).map((rule) => said[index]?.[rule.key]),
            )
            .find((value) => value !== undefined)
          expect(ownerRules(parsed(list)).ownerOf(thing).id).toBe(matching ?? 'unowned')
        },
      ),
      { seed: 20_261_123 },
    )
  })
})

describe('rules that are refused', () => {
  it.each([
    ['an owner without values', [{ on: 'cluster-tag', key: 'team', owner: payments }]],
    ['an account without owner', [{ on: 'account', values: ['111122223333'] }]],
    ['an unknown place', [{ on: 'pod-label', key: 'team' }]],
    ['a word too many', [{ on: 'cluster-tag', key: 'team', value: 'x' }]],
    [
      'two names of one owner',
      [
        { on: 'account', values: ['1'], owner: payments },
        { on: 'account', values: ['2'], owner: { ...payments, contact: 'elsewhere' } },
      ],
    ],
    ['an owner called as nobody is', [{ on: 'account', values: ['1'], owner: { id: 'unowned' } }]],
  ])('%s', (_, rules) => {
    expect(ownerRulesSchema.safeParse(rules).success).toBe(false)
  })
})
