// Clusters whose support changes soon, or has ended: from version, calendar and date alone. What extended support
// costs is said elsewhere; being in it is no fault as long as its end is far.
import { type Check, clusterSubject, deadlineOf, evidence, findingOf, type Slice } from './check.ts'

const id = 'support-end'
const dayMs = 86_400_000

interface Params {
  readonly errorDays: number
  readonly warningDays: number
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

function wordsOf({ cluster, now }: Slice<'cluster'>, deadline: Date): string {
  const { status, next, forcedUpgradeAt } = cluster.support
  const isForced = forcedUpgradeAt !== null && forcedUpgradeAt.getTime() === deadline.getTime()
  if (isForced && forcedUpgradeAt <= now)
    return `${cluster.version} is due: its provider may upgrade the control plane any day since ${dayOf(deadline)}.`
  if (isForced)
    return `On ${dayOf(deadline)} its provider may upgrade the control plane of ${cluster.version}.`
  const after = next === null ? 'ends' : `turns into ${next === 'extended' ? 'extended support' : 'none'}`
  return `The ${status} support of ${cluster.version} ${after} on ${dayOf(deadline)}.`
}

const told = (slice: Slice<'cluster'>) =>
  evidence({
    signal: 'calendar',
    says: `${slice.cluster.support.source ?? 'no calendar'} on ${slice.cluster.provider} ${slice.cluster.version ?? 'of no known version'}`,
    at: slice.now,
  })

export const supportEnd: Check<'cluster', Params> = {
  id,
  title: 'End of support',
  about:
    'A version out of support gets no fixes; its provider charges more for it, or upgrades it on a day of its own choosing.',
  severityRule:
    'Error from 14 days before the day support changes or the provider may upgrade, and once there is none; warning from 90 days before. Unknown when no calendar speaks of the version.',
  needs: [],
  params: { errorDays: 14, warningDays: 90 },
  remedy: 'Upgrade before that day, one minor at a time.',
  sources: ['The calendar of the provider, as it told it or as this release ships it'],
  providerTitle: null,
  blocksUpgrade: false,
  providers: null,
  evaluate: (slice, { errorDays, warningDays }) => {
    const { cluster, now } = slice
    const { status } = cluster.support
    const deadline = deadlineOf(cluster.support)
    const subject = clusterSubject(slice.clusterId)
    const recommendation = 'Plan its upgrade now; see which checks stand in the way of the next version.'
    const rest = { subject, evidence: [told(slice)], deadline }
    if (status === 'unknown') {
      const summary = `No calendar speaks of ${cluster.provider} ${cluster.version ?? 'of a version nobody told'}.`
      return [
        findingOf(id, slice, {
          ...rest,
          status: 'unknown',
          summary,
          recommendation: 'Look its days up at its provider.',
        }),
      ]
    }
    if (status === 'unsupported') {
      const summary = `${cluster.version} is out of support.`
      return [findingOf(id, slice, { ...rest, status: 'error', summary, recommendation })]
    }
    const days = deadline === null ? Number.POSITIVE_INFINITY : (deadline.getTime() - now.getTime()) / dayMs
    if (deadline === null || days > warningDays) return []
    const severity = days <= errorDays ? 'error' : 'warning'
    return [
      findingOf(id, slice, { ...rest, status: severity, summary: wordsOf(slice, deadline), recommendation }),
    ]
  },
}
