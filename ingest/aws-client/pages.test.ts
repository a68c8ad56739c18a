import { describe, expect, it } from 'vitest'
import { allPages } from './pages.ts'

const noCount = () => {}

describe('a list in pages', () => {
  it('is asked for until there is no more, empty pages included', async () => {
    const asked: (string | undefined)[] = []
    const pages = [
      { items: [1, 2], nextToken: 'a' },
      { items: undefined, nextToken: 'b' },
      { items: [3], nextToken: undefined },
    ]
    const ask = async (nextToken: string | undefined) => {
      asked.push(nextToken)
      return pages[asked.length - 1]!
    }
    expect(await allPages('eks:ListClusters', ask, noCount)).toEqual([1, 2, 3])
    expect(asked).toEqual([undefined, 'a', 'b'])
  })

  it('ends at an empty token too', async () => {
    expect(await allPages('eks:ListClusters', async () => ({ items: [1], nextToken: '' }), noCount)).toEqual([
      1,
    ])
  })

  it('fails when it never ends', async () => {
    const same = allPages('eks:ListClusters', async () => ({ items: [1], nextToken: 'a' }), noCount)
    await expect(same).rejects.toThrow('eks:ListClusters: the list gave the same page twice')
    let page = 0
    const endless = allPages(
      'eks:ListClusters',
      async () => ({ items: [], nextToken: String(++page) }),
      noCount,
    )
    await expect(endless).rejects.toThrow('more than 2000 pages')
  })
})
