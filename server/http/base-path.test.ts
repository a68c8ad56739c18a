import { describe, expect, it } from 'vitest'
import { basePathOf } from './base-path.ts'

describe('a base path', () => {
  it.each([
    ['/', '/', '/periplus'],
    ['/?a=/periplus', '/?a=/periplus', '/periplus?a=/periplus'],
    ['/periplus', '/', '/periplus'],
    ['/periplus/', '/', '/periplus'],
    ['/periplus?a=1', '/?a=1', '/periplus?a=1'],
    ['/periplus/traffic?a=1', '/traffic?a=1', '/periplus/traffic?a=1'],
    ['/traffic', '/traffic', '/periplus/traffic'],
    ['/peripluses', '/peripluses', '/periplus/peripluses'],
    ['/healthz', '/healthz', '/periplus/healthz'],
  ])('%s is %s for us and %s for the pages', (target, bare, full) => {
    const path = basePathOf('/periplus')
    expect([path.bare(target), path.full(target)]).toEqual([bare, full])
  })

  it('that is empty changes nothing', () => {
    const path = basePathOf('')
    for (const target of ['/', '/a?b', '/periplus/a']) {
      expect([path.bare(target), path.full(target)]).toEqual([target, target])
    }
  })
})
