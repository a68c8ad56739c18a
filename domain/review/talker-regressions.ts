// Clients that ask an API server much more than they used to: requests a second of this week against the middle of four
// weeks before, each by the hours that were watched. A client is its user agent without the version, so that a new
// release is held against the one before it. Weeks that were hardly watched say nothing, and no cluster is judged by none.
import type { Address, TalkerRegression } from './review.ts'

export interface AgentCount {
  readonly userAgent: string
  readonly clusterId: string
  readonly requests: number
}

export interface TalkerWeek {
  /** Hours of a cluster that anything is known of. */
  readonly hours: ReadonlyMap<string, number>
  readonly counts: readonly AgentCount[]
}

/** A day of a week at least: what is known of less may be a night or a rush. */
const watchedHours = 24
const growsTimes = 1.5
const growsPerSecond = 1
const rowsListed = 10

/** "policy-agent/3.8.0 (linux/amd64)" is policy-agent. */
export const agentOf = (userAgent: string): string => userAgent.split('/')[0]?.trim() || '(no user agent)'

const key = (agent: string, clusterId: string): string => `${clusterId} ${agent}`

function ratesOf({ hours, counts }: TalkerWeek): Map<string, number> {
  const found = new Map<string, number>()
  for (const { userAgent, clusterId, requests } of counts) {
    const watched = hours.get(clusterId) ?? 0
    if (watched < watchedHours) continue
    const name = key(agentOf(userAgent), clusterId)
    found.set(name, (found.get(name) ?? 0) + requests / (watched * 3_600))
  }
  return found
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0]
  return (low + high) / 2
}

const tenth = (value: number): number => Math.round(value * 10) / 10

export interface RegressionQuestion {
  readonly week: TalkerWeek
  /** Those before it. */
  readonly before: readonly TalkerWeek[]
  readonly hrefOf: (clusterId: string, userAgents: readonly string[]) => Address
}

/** The steepest first; clusters are named by their ids. */
export function regressionsOf({ week, before, hrefOf }: RegressionQuestion): TalkerRegression[] {
  const past = before.map((one) => ({ hours: one.hours, rates: ratesOf(one) }))
  const agents = new Map(
    week.counts.map(({ userAgent, clusterId }) => {
      const agent = agentOf(userAgent)
      return [key(agent, clusterId), { agent, clusterId }]
    }),
  )
  const rows = [...ratesOf(week)].flatMap(([name, now]): TalkerRegression[] => {
    const known = agents.get(name)
    if (known === undefined) return []
    const { agent, clusterId } = known
    const watched = past.filter(({ hours }) => (hours.get(clusterId) ?? 0) >= watchedHours)
    const then = median(watched.map(({ rates }) => rates.get(name) ?? 0))
    // One that never asked before is a new client, which is no regression of it.
    if (then === 0 || now < then * growsTimes || now - then < growsPerSecond) return []
    const userAgents = week.counts
      .filter((one) => one.clusterId === clusterId && agentOf(one.userAgent) === agent)
      .toSorted((left, right) => right.requests - left.requests)
      .map(({ userAgent }) => userAgent)
    return [
      {
        ...{ agent, clusterId, clusterName: clusterId, href: hrefOf(clusterId, userAgents) },
        ...{ thenPerSecond: tenth(then), nowPerSecond: tenth(now), times: tenth(now / then) },
      },
    ]
  })
  return rows.sort((left, right) => right.times - left.times).slice(0, rowsListed)
}
