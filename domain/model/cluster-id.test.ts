import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eksClusterId, isClusterId, placeOf } from './cluster-id.ts'

const place = { region: 'eu-west-1', accountId: '123456789012' }

describe('eksClusterId', () => {
  it('is name, region and account', () => {
    expect(eksClusterId({ name: 'prod-1', ...place })).toBe('prod-1.eu-west-1.123456789012')
  })

  it('keeps names apart that no id may have as they are', () => {
    const names = [
      'My_Cluster',
      'my_cluster',
      'my-cluster',
      'MY-CLUSTER',
      'x'.repeat(100),
      `${'x'.repeat(99)}y`,
    ]
    const ids = names.map((name) => eksClusterId({ name, ...place }))
    expect(new Set(ids).size).toBe(names.length)
    expect(ids[0]).toMatch(/^my-cluster-[0-9a-z]{13}\.eu-west-1\.123456789012$/)
  })

  it('is an id that says its region and account, for every name and region of EKS', () => {
    const name = fc.stringMatching(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/)
    const region = fc.constantFrom(
      'eu-west-1',
      'us-gov-east-1',
      'eusc-de-east-1',
      'ap-southeast-7',
      'us-isob-east-1',
    )
    fc.assert(
      fc.property(name, region, (cluster, at) => {
        const id = eksClusterId({ name: cluster, region: at, accountId: place.accountId })
        expect(isClusterId(id)).toBe(true)
        expect(placeOf(id)).toEqual({ region: at, accountId: place.accountId })
      }),
    )
  })
})

it('knows no place of other ids', () => {
  expect(placeOf('my-cluster')).toEqual({ region: null, accountId: null })
})
