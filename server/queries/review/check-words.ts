// How a review tells of checks: their titles, what to do, and which of them stand in the way of the next version.
import { checks } from '../../../domain/insights/registry.ts'
import type { CheckWords } from '../../../domain/review/review-of.ts'
import { titleOf } from '../upgrades/question.ts'

const remedies = new Map(checks.map(({ id, remedy }) => [id, remedy]))

export const checkWords: CheckWords = {
  titleOf,
  actionOf: (checkId) => remedies.get(checkId) ?? 'See its evidence.',
  blocking: new Set(checks.filter(({ blocksUpgrade }) => blocksUpgrade).map(({ id }) => id)),
}
