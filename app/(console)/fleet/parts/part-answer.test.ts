// What the pages of node groups and add-ons answer in a sentence.
import { expect, it } from 'vitest'
import { addOnAnswer, nodeGroupAnswer } from './part-answer.ts'

const of = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([value, count]) => ({ value, count }))

it('says how many node groups want how many nodes, and what asks for something', () => {
  const facets = {
    skew: of({ 0: 7, 1: 4, 2: 3, 3: 1 }),
    image: of({ AL2_x86_64: 2, AL2_ARM_64: 1, AL2023_x86_64_STANDARD: 12 }),
  }
  expect(nodeGroupAnswer({ total: 15, nodes: 1_200, facets })).toBe(
    '15 node groups want 1,200 nodes; 4 lag two minors or more and 3 run Amazon Linux 2.',
  )
  const quiet = { skew: of({ 0: 1 }), image: [] }
  expect(nodeGroupAnswer({ total: 1, nodes: 1, facets: quiet })).toBe('1 node group wants 1 node.')
  expect(nodeGroupAnswer({ total: 0, nodes: 0, facets: quiet })).toBe('')
})

it('says how many add-ons drifted and how many are unwell', () => {
  const facets = {
    drift: of({ newest: 9, behind: 3 }),
    issue: of({ none: 10, InsufficientNumberOfReplicas: 2 }),
  }
  expect(addOnAnswer({ total: 12, facets })).toBe(
    '12 add-ons installed; 3 are behind their catalogue and 2 are unwell.',
  )
  expect(addOnAnswer({ total: 2, facets: { drift: [], issue: [] } })).toBe(
    '2 add-ons installed; none is behind its catalogue.',
  )
  expect(addOnAnswer({ total: 0, facets })).toBe('')
})
