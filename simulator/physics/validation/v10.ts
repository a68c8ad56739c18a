// Seats, pods a second and gigabytes of the provisioned tiers, as AWS tells them.
import { limitsOf, provisionedTiers } from '../tiers.ts'
import type { Row } from './row.ts'

const published = {
  29: ['1700/100/16', '3400/100/16', '6800/100/16', '-'],
  33: ['1700/167/16', '3400/283/16', '6800/400/16', '13600/400/16'],
  34: ['2000/167/16', '4000/283/16', '8000/400/16', '16000/400/16'],
} as const

export function v10(): Row {
  const told = (minor: number): readonly string[] =>
    provisionedTiers.map((tier) => {
      const limits = limitsOf(tier, minor)
      return limits === undefined ? '-' : `${limits.seats}/${limits.podsPerSecond}/${limits.databaseGb}`
    })
  const cells = Object.entries(published).flatMap(([minor, figures]) =>
    figures.map((figure, n) => told(Number(minor))[n] === figure),
  )
  const right = cells.filter((is) => is).length
  return {
    id: 'V10',
    check:
      'seats, pods a second and GB of each tier on 1.29, 1.33 and 1.34, as DescribeClusterVersions tells them',
    target: `${cells.length} of ${cells.length}`,
    tolerance: '0',
    measured: `${right} of ${cells.length}`,
    holds: right === cells.length,
  }
}
