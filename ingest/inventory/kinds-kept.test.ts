import { expect, it } from 'vitest'
import { KindsKept } from './kinds-kept.ts'

function kept(...answers: (readonly string[] | Error)[]) {
  const asked: string[] = []
  const kinds = new KindsKept(async (clusterId) => {
    asked.push(clusterId)
    const answer = answers.shift() ?? []
    if (answer instanceof Error) throw answer
    return answer
  })
  return { kinds, asked }
}

it('asks once for all kinds of a cluster, and again when it is in doubt', async () => {
  const { kinds, asked } = kept(['Pod'], ['Node'], ['Pod', 'Node'])
  expect(await Promise.all([kinds.has('a', 'Pod'), kinds.has('a', 'Node')])).toEqual([true, false])
  expect(await kinds.has('b', 'Node')).toBe(true)
  kinds.doubt('a')
  expect(await kinds.has('a', 'Node')).toBe(true)
  expect(asked).toEqual(['a', 'b', 'a'])
})

it('learns of kinds that are put, also while it asks', async () => {
  const { kinds } = kept([])
  const asking = kinds.has('a', 'Pod')
  kinds.note('a', 'Job')
  kinds.note('nobody asked', 'Job')
  expect(await asking).toBe(false)
  expect(await kinds.has('a', 'Job')).toBe(true)
  expect(await kinds.has('a', 'Pod')).toBe(false)
})

it('asks again what failed', async () => {
  const { kinds } = kept(new Error('away'), ['Pod'])
  await expect(kinds.has('a', 'Pod')).rejects.toThrow('away')
  expect(await kinds.has('a', 'Pod')).toBe(true)
})
