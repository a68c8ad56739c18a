// Which environment a cluster is of, and which clusters are one family.
import { expect, it } from 'vitest'
import { environmentOf } from './environment.ts'
import { familiesOf, patternOf } from './family.ts'

it.each([
  [{ name: 'payments-prod-use1', tags: {} }, 'prod', 'name'],
  [{ name: 'payments-pre-prod-use1', tags: {} }, 'stage', 'name'],
  [{ name: 'nonprod-7', tags: {} }, 'stage', 'name'],
  [{ name: 'product-search', tags: {} }, 'unknown', null],
  [{ name: 'dev-tools', tags: { Environment: 'Production' } }, 'prod', 'tag Environment=Production'],
  [{ name: 'x', tags: { stage: 'qa', env: 'live-eu' } }, 'prod', 'tag env=live-eu'],
  // A tag that says nothing known leaves it to the next, and to the name.
  [{ name: 'sandbox-1', tags: { env: 'blue', stage: 'green' } }, 'dev', 'name'],
] as const)('%j is %s', (cluster, environment, by) => {
  expect(environmentOf(cluster)).toEqual({ environment, by })
})

it.each([
  ['payments-prod-use1', 'us-east-1', 'payments-prod-*'],
  ['stage-search-us-east-1', 'us-east-1', 'stage-search-*'],
  ['shop.eu-west-3.0007', 'eu-west-3', 'shop-*'],
  ['01', null, '*'],
  ['Ingest_Live', null, 'ingest-live'],
] as const)('%s in %s is called %s', (name, region, pattern) => {
  expect(patternOf({ name, region })).toBe(pattern)
})

it('puts together what has one owner, one environment and one pattern, in the order of environments', () => {
  const cluster = (name: string, ownerId: string, tags = {}) => ({
    ...{ clusterId: name, name, region: null, ownerId, tags },
  })
  const families = familiesOf([
    cluster('pay-prod-2', 'pay'),
    cluster('pay-prod-1', 'pay'),
    cluster('pay-prod-3', 'shop'),
    cluster('pay-dev-1', 'pay'),
    cluster('pay-prod-4', 'pay', { env: 'stage' }),
  ])
  expect(families.map(({ id, clusters }) => [id, clusters.map(({ name }) => name)])).toEqual([
    ['pay/dev/pay-dev-*', ['pay-dev-1']],
    ['pay/stage/pay-prod-*', ['pay-prod-4']],
    ['pay/prod/pay-prod-*', ['pay-prod-1', 'pay-prod-2']],
    ['shop/prod/pay-prod-*', ['pay-prod-3']],
  ])
  const [dev, stage, prod, other] = families.map(({ line }) => line)
  expect([stage, prod]).toEqual([dev, dev])
  expect(other).not.toBe(dev)
})
