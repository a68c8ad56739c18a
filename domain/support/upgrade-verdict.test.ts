import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findingStatuses } from '../model/finding.ts'
import { type JudgedCheck, upgradeVerdicts, verdictOf } from './upgrade-verdict.ts'

const blocks = (status: JudgedCheck['status']): JudgedCheck => ({ status, blocks: true })
const presses = (status: JudgedCheck['status']): JudgedCheck => ({ status, blocks: false })

it.each<[string, JudgedCheck[], string]>([
  ['nothing wrong', [blocks('passing'), presses('passing')], 'ready'],
  ['an error in its way', [blocks('error'), blocks('unknown')], 'blocked'],
  ['an error that presses only', [blocks('passing'), presses('error')], 'warnings'],
  ['a warning', [blocks('warning'), presses('passing')], 'warnings'],
  ['one that could not look', [blocks('unknown'), presses('warning')], 'unknown'],
  ['one that presses and could not look', [blocks('passing'), presses('unknown')], 'ready'],
  ['nobody looked yet', [], 'unknown'],
])('%s', (_, checks, verdict) => expect(verdictOf(checks)).toBe(verdict))

it('is never better for a cluster with one check the worse', () => {
  const check = fc.record({ status: fc.constantFrom(...findingStatuses), blocks: fc.boolean() })
  const seed = Date.now() % 2 ** 31
  fc.assert(
    fc.property(fc.array(check, { minLength: 1 }), (checks) => {
      const rank = (of: JudgedCheck[]) => upgradeVerdicts.indexOf(verdictOf(of))
      const [first, ...rest] = checks as [JudgedCheck, ...JudgedCheck[]]
      expect(rank([{ ...first, status: 'error' }, ...rest])).toBeLessThanOrEqual(rank(checks))
    }),
    { seed },
  )
  console.info(`seed ${seed}`)
})
