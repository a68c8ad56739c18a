// What the upgrades page answers in a sentence.
import { expect, it } from 'vitest'
import { upgradeAnswer } from './answer.ts'

const check = (title: string, error: number, blocksUpgrade = true) => ({
  title,
  blocksUpgrade,
  clusters: { error },
})

it('says how many are blocked, by what most of all, and how the others are', () => {
  const checks = [
    check('Kubelet version skew', 2),
    check('Amazon Linux 2 nodes', 7),
    check('End of support', 90, false),
  ]
  expect(upgradeAnswer({ byVerdict: { blocked: 9, unknown: 4, warnings: 1, ready: 200 }, checks })).toEqual({
    strong: '9 of 214 clusters cannot move to their next version yet.',
    rest: 'Most often: Amazon Linux 2 nodes, on 7. 1 may, with warnings. 200 are ready. Of 4 not enough is known.',
  })
})

it('claims nothing of what is not known', () => {
  const byVerdict = { blocked: 0, unknown: 3, warnings: 0, ready: 1 }
  expect(upgradeAnswer({ byVerdict, checks: [] })).toEqual({
    strong: 'No check knows a reason against the next version of 1 cluster.',
    rest: '1 is ready. Of 3 not enough is known.',
  })
})
