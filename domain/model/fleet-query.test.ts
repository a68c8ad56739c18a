// The query language: what is read out of a text, what a text is refused for and where, and what terms mean, held
// against rules that are said anew here.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closestWord } from './closest-word.ts'
import {
  longestQuery,
  printFleetQuery,
  type QueryTerm,
  queryOperators,
  readFleetQuery,
} from './fleet-query.ts'
import type { FoundCluster } from './fleet-row.ts'
import { fleetQueryFields, holdsTerms, tagKeysOf } from './fleet-terms.ts'

const known = fleetQueryFields(['team', 'cost-centre', 'aws:stack', 'Version'])
const termsOf = (text: string): readonly QueryTerm[] => {
  const read = readFleetQuery(text, known)
  if (!read.ok) throw new Error(`${read.problem.at}: ${read.problem.message}`)
  return read.terms
}
const problemOf = (text: string) => {
  const read = readFleetQuery(text, known)
  return read.ok ? null : read.problem
}
const seeded = <Args>(property: fc.IProperty<Args>): void => {
  const seed = Date.now() % 2 ** 31
  console.info(`seed ${seed}`)
  fc.assert(property, { seed, numRuns: 300 })
}

describe('reading a query', () => {
  it.each([
    ['', []],
    ['  shop  ', [{ kind: 'word', isNot: false, word: 'shop' }]],
    ['-"blue shop"', [{ kind: 'word', isNot: true, word: 'blue shop' }]],
    ['version<1.32', [{ kind: 'field', isNot: false, field: 'version', operator: '<', values: ['1.32'] }]],
    [
      'VERSION<=v1.32',
      [{ kind: 'field', isNot: false, field: 'version', operator: '<=', values: ['v1.32'] }],
    ],
    [
      'team=pay,ads',
      [{ kind: 'field', isNot: false, field: 'tag.team', operator: '=', values: ['pay', 'ads'] }],
    ],
    ['-tag.gone!=x', [{ kind: 'field', isNot: true, field: 'tag.gone', operator: '!=', values: ['x'] }]],
    ['"aws:stack":a"', null],
    [
      '"aws:stack":"a, \\"b\\""',
      [{ kind: 'field', isNot: false, field: 'tag.aws:stack', operator: ':', values: ['a, "b"'] }],
    ],
    ['owner=""', [{ kind: 'field', isNot: false, field: 'owner', operator: '=', values: [''] }]],
    [
      'endsAt<2026-12-31 nodes>=40',
      [
        { kind: 'field', isNot: false, field: 'endsAt', operator: '<', values: ['2026-12-31'] },
        { kind: 'field', isNot: false, field: 'nodes', operator: '>=', values: ['40'] },
      ],
    ],
    [
      'ami=AL2_x86_64',
      [{ kind: 'field', isNot: false, field: 'amiType', operator: '=', values: ['AL2_x86_64'] }],
    ],
  ])('%s', (text, terms) => {
    if (terms === null) expect(problemOf(text)).not.toBeNull()
    else expect(termsOf(text)).toEqual(terms)
  })

  it.each([
    [
      'shop verson<1.32',
      5,
      /“verson” is no field.*Did you mean “version”\?.*Fields: health, support, version/,
    ],
    ['teem=pay', 0, /Did you mean “team”/],
    ['zzzzzz=1', 0, /is no field and no tag here\. Fields/],
    ['nodes>many', 6, /nodes takes a number.*“many” is none/],
    ['version<banana', 8, /a minor version/],
    ['endsAt<2026-02-30', 7, /a day, like 2026-12-31/],
    ['region<eu', 7, /region has no order/],
    ['nodes<1,2', 6, /takes one value/],
    ['nodes=', 6, /needs a value/],
    ['shop "blue', 5, /does not end/],
    ['="x"', 0, /before = comes a field/],
    ['shop -', 6, /after - comes/],
    ['a"b"', 1, /a blank comes before/],
    ['team!x', 4, /after ! comes =/],
    [`${'x '.repeat(41)}`, 80, /at most 40 terms/],
    ['x'.repeat(501), longestQuery, /at most 500 characters/],
  ])('refuses %s', (text, at, says) => {
    expect(problemOf(text)).toMatchObject({ at, message: expect.stringMatching(says) })
  })

  it('never throws, and points into the text', () => {
    const piece = fc.constantFrom(
      'version',
      'team',
      'nodes',
      'tag.',
      '-',
      '"',
      '\\',
      ',',
      '<',
      '=',
      '!',
      ':',
      ' ',
      '1.32',
      'é',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 520 }),
      fc.array(piece).map((parts) => parts.join('')),
    )
    seeded(
      fc.property(text, (said) => {
        const read = readFleetQuery(said, known)
        if (read.ok) return
        expect(read.problem.at).toBeGreaterThanOrEqual(0)
        expect(read.problem.at).toBeLessThanOrEqual(said.length)
        expect(read.problem.message).not.toBe('')
      }),
    )
  })

  it('reads what it prints as the same terms', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 8 })
    const word = fc.record({
      kind: fc.constant('word'),
      isNot: fc.boolean(),
      word: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    })
    const field = fc.record({
      kind: fc.constant('field'),
      isNot: fc.boolean(),
      field: fc.constantFrom('name', 'region', 'version', 'tag', 'tag.team', 'tag.a b', 'tag.-x:y="z"'),
      operator: fc.constantFrom('=', '!=', ':'),
      values: fc.array(value, { minLength: 1, maxLength: 4 }),
    })
    const term = fc.oneof(word, field) as fc.Arbitrary<QueryTerm>
    seeded(
      fc.property(fc.array(term, { maxLength: 6 }), (terms) => {
        expect(termsOf(printFleetQuery(terms))).toEqual(terms)
      }),
    )
  })
})

const cluster = (over: Partial<FoundCluster>): FoundCluster =>
  ({
    ...{
      clusterId: 'shop.eu',
      name: 'shop',
      accountId: '1',
      accountName: 'Retail',
      version: '1.31',
      nodes: 7,
    },
    ...{
      owner: { id: 'pay', name: 'Payments', contact: null },
      tags: { team: 'pay' },
      asOf: null,
      addOnList: null,
      backup: {
        ...{ isProtected: true, lastBackupAt: new Date('2026-03-02T04:00:00Z') },
        ...{ knownAt: new Date('2026-03-02T12:00:00Z'), unknownWhy: null },
      },
    },
    support: { status: 'standard', endsAt: new Date('2026-12-31T00:00:00Z'), forcedUpgradeAt: null },
    ...{
      feeMicroUsdPerHour: 600_000,
      ownFindings: null,
      reasons: [],
      checks: null,
      logging: ['api', 'audit'],
    },
    ...over,
  }) as FoundCluster
const matches = (text: string, over: Partial<FoundCluster> = {}): boolean =>
  holdsTerms(termsOf(text))(cluster(over))

describe('what a query means', () => {
  it.each([
    ['SHOP retail payments team=pay', true],
    ['shop -retail', false],
    ['version<1.32', true],
    ['version<1.4', false],
    ['version>=1.31 version<=1.31', true],
    ['version=1.31,1.30', true],
    ['version!=1.31', false],
    ['-version!=1.31', true],
    ['version:1.3', true],
    ['account=retail account=1', true],
    ['owner:paym', true],
    ['team=Pay', true],
    ['team:pa', true],
    ['team!=ads', true],
    ['tag.none=x', false],
    ['tag.none=none', true],
    ['nodes>6 nodes<8 nodes=7 nodes=1,7', true],
    ['pods=none', false],
    ['errors=none', true],
    ['errors>0', false],
    ['-errors>0', true],
    ['fee>=0.6 fee<0.61', true],
    ['backup=protected lastBackupAt=2026-03-02 lastBackupAt<2026-03-03', true],
    ['backup=unprotected', false],
    ['endsAt<2026-12-31', false],
    ['endsAt<=2026-12-31 endsAt=2026-12-31 endsAt>=2026-12-31 endsAt>2026-12-30', true],
    ['endsAt<2026-12-31T00:01Z', true],
    ['forcedAt=none', true],
    ['logging=audit', true],
    ['logging=scheduler', false],
    ['addOn=none', true],
    ['finding=none', true],
  ])('%s is %s', (text, holds) => {
    expect(matches(text, { pods: 0 })).toBe(holds)
  })

  it('orders versions that are none after nothing and before nothing', () => {
    for (const version of ['banana', null]) {
      for (const operator of ['<', '<=', '>', '>='])
        expect(matches(`version${operator}1.32`, { version })).toBe(false)
      expect(matches('-version<1.32', { version })).toBe(true)
    }
    expect(matches('version=banana', { version: 'banana' })).toBe(true)
    expect(matches('version=none', { version: null })).toBe(true)
  })

  it('holds all terms at once, in whatever order, and a term or its negation', () => {
    const texts = [
      'shop',
      'version<1.32',
      'team=pay',
      'nodes>3',
      '-retail',
      'fee=none',
      'logging=api,audit',
      'zone',
    ]
    const some = fc.record({
      name: fc.constantFrom('shop', 'zone'),
      version: fc.constantFrom('1.31', '1.33', null, 'banana'),
      nodes: fc.option(fc.nat(9)),
      tags: fc.constantFrom({}, { team: 'pay' }, { team: 'ads' }),
      feeMicroUsdPerHour: fc.option(fc.constant(1)),
    })
    seeded(
      fc.property(fc.subarray(texts), fc.array(some, { maxLength: 12 }), (terms, rows) => {
        const clusters = rows.map((row, at) =>
          cluster({ ...row, clusterId: `c${at}` } as Partial<FoundCluster>),
        )
        const left = (query: readonly string[]) => clusters.filter(holdsTerms(termsOf(query.join(' '))))
        expect(left([...terms].reverse())).toEqual(left(terms))
        expect(left(terms)).toEqual(
          terms.reduce((rest, one) => rest.filter(holdsTerms(termsOf(one))), clusters),
        )
        for (const one of terms) {
          const not = one.startsWith('-') ? one.slice(1) : `-${one}`
          expect(left([one]).length + left([not]).length).toBe(clusters.length)
        }
      }),
    )
  })

  it('knows every tag key that is there, and every operator', () => {
    expect(tagKeysOf([cluster({ tags: { b: '', a: '' } }), cluster({ tags: { a: 'x' } })])).toEqual([
      'a',
      'b',
    ])
    for (const operator of queryOperators) expect(problemOf(`version${operator}1.32`)).toBeNull()
  })
})

describe('the closest word', () => {
  it.each([
    ['verison', 'version'],
    ['ndoes', 'nodes'],
    ['x', undefined],
    ['REGIN', 'region'],
  ])('to %s is %s', (written, word) => {
    expect(closestWord(written, ['version', 'nodes', 'region'])).toBe(word)
  })
})
