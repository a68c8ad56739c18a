// The page's answer in one sentence: how many clusters may not move to their next version, and why most of them.
import { count, plural } from '../../../components/format/number.ts'
import type { UpgradeVerdict } from '../../../domain/support/upgrade-verdict.ts'

export interface UpgradeNumbers {
  readonly byVerdict: Readonly<Record<UpgradeVerdict, number>>
  readonly checks: readonly {
    readonly title: string
    readonly blocksUpgrade: boolean
    readonly clusters: { readonly error: number }
  }[]
}

export interface UpgradeAnswer {
  readonly strong: string
  readonly rest: string
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

export function upgradeAnswer({ byVerdict, checks }: UpgradeNumbers): UpgradeAnswer {
  const all = sum(Object.values(byVerdict))
  const { blocked, unknown, warnings, ready } = byVerdict
  const strong =
    blocked === 0
      ? `No check knows a reason against the next version of ${plural(all - unknown, 'cluster')}.`
      : `${count(blocked)} of ${plural(all, 'cluster')} cannot move to their next version yet.`
  const [worst] = checks
    .filter(({ blocksUpgrade, clusters }) => blocksUpgrade && clusters.error > 0)
    .sort((left, right) => right.clusters.error - left.clusters.error)
  const parts = [
    ...(worst === undefined ? [] : [`Most often: ${worst.title}, on ${count(worst.clusters.error)}.`]),
    ...(warnings > 0 ? [`${count(warnings)} may, with warnings.`] : []),
    ...(ready > 0 ? [`${count(ready)} ${ready === 1 ? 'is' : 'are'} ready.`] : []),
    ...(unknown > 0 ? [`Of ${count(unknown)} not enough is known.`] : []),
  ]
  return { strong, rest: parts.join(' ') }
}
