import { createLoader } from 'nuqs/server'
import { describe, expect, it } from 'vitest'
import { fleetInput, fleetParams, openGroupsInput } from './search-params.ts'

const load = createLoader(fleetParams)
const read = (query: string) => load(new URLSearchParams(query))

describe('the address of the inventory', () => {
  it('falls back where it cannot be read, and keeps the rest', () => {
    const params = read('group=banana&columns=owner,banana,owner&down=foo&page=0&query=a&show=map')
    expect(params).toMatchObject({ group: null, columns: ['owner'], down: 'version', page: 1, show: 'table' })
    expect(read('columns=banana').columns).toBeNull()
  })

  it('asks for rows once, unless groups are closed', () => {
    const all = read('group=version&page=2')
    expect(fleetInput(all, undefined)).toMatchObject({ groupBy: 'version', limit: 100, cursor: '100' })
    expect(openGroupsInput(all, undefined)).toBeNull()
    const some = read('group=version&open=1.33,none&page=2&query=team%3Dads')
    expect(fleetInput(some, undefined)).toMatchObject({ limit: 1, query: 'team=ads', where: {} })
    expect(openGroupsInput(some, undefined)).toMatchObject({
      groupBy: 'version',
      limit: 100,
      cursor: '100',
      where: { version: ['1.33', ''] },
    })
  })

  it('opens no group that the facets leave out', () => {
    const asked = (query: string) => openGroupsInput(read(query), undefined)
    expect(asked('group=version&open=1.33,1.34&version=1.33')?.where).toEqual({ version: ['1.33'] })
    expect(asked('group=version&open=1.34&version=1.33')).toBeNull()
    expect(asked('group=version&open=')).toBeNull()
  })
})
