// Add-ons whose installed version the provider does not list for the cluster's next Kubernetes version. The list
// comes with the provider's own insight; nothing is guessed where it was not told.
import type { AddOn, ProviderInsight } from '../model/cluster-part.ts'
import type { NamedPart } from '../model/cluster-slices.ts'
import type { Finding } from '../model/finding.ts'
import { upgradesUntil } from '../support/api-lifecycle.ts'
import { type Check, clusterSubject, deadlineOf, evidence, findingOf, type Slice } from './check.ts'

const id = 'add-on-compatibility'
const title = /^EKS add-on version compatibility$/i

type Own = Slice<'add-ons' | 'insights'>

const lastLook = ({ lastRefreshAt }: ProviderInsight, otherwise: Date): Date =>
  lastRefreshAt === null ? otherwise : new Date(lastRefreshAt)

function ofAddOn(slice: Own, insight: ProviderInsight, addOn: NamedPart<AddOn>): Finding[] {
  const { name, facts } = addOn
  const listed = insight.addOns.find((one) => one.name === name)
  if (listed === undefined || (facts.version && listed.compatibleVersions.includes(facts.version))) return []
  const target = insight.targetVersion ?? 'the next version'
  const compatible = listed.compatibleVersions.slice(0, 3).join(', ')
  const at = lastLook(insight, slice.at.insights)
  return [
    findingOf(id, slice, {
      subject: { kind: 'AddOn', namespace: facts.namespace, name },
      status: facts.version === null ? 'unknown' : insight.status === 'WARNING' ? 'warning' : 'error',
      summary:
        facts.version === null
          ? `Whether ${name} suits ${target} is not known: nobody told its version.`
          : `${name} ${facts.version} is not listed as compatible with ${target}.`,
      evidence: [
        evidence({
          signal: 'provider',
          says: `installed: ${name} ${facts.version ?? 'of no told version'}`,
          at: slice.at['add-ons'],
        }),
        evidence({
          signal: 'provider-insight',
          says: `${insight.title}: ${insight.status}; compatible with ${target}: ${compatible || 'none told'}`,
          at,
        }),
      ],
      recommendation: `Update ${name}${compatible === '' ? '' : ` to one of ${compatible}`} before the upgrade to ${target}.`,
      deadline: deadlineOf(slice.cluster.support),
    }),
  ]
}

/** It was looked at for a version that the cluster has by now: of the next one nothing is said. */
function isPast(slice: Own, { targetVersion }: ProviderInsight): boolean {
  const upgrades = targetVersion === null ? null : upgradesUntil(slice.cluster.version, targetVersion)
  return upgrades !== null && upgrades <= 0
}

/** What the provider says as a whole, where it names no add-on or could not tell. */
function asAWhole(slice: Own, insight: ProviderInsight | undefined): Finding {
  const isOld = insight !== undefined && isPast(slice, insight)
  const isUnknown = insight === undefined || insight.status === 'UNKNOWN' || isOld
  return findingOf(id, slice, {
    subject: clusterSubject(slice.clusterId),
    status: isUnknown ? 'unknown' : insight.status === 'WARNING' ? 'warning' : 'error',
    summary: isUnknown
      ? 'The provider does not tell whether the add-ons suit the next version.'
      : 'The provider says that add-ons do not suit the next version, and names none.',
    evidence: [
      evidence({
        signal: 'provider-insight',
        says:
          insight === undefined
            ? 'no insight on add-on versions was told'
            : `${isOld ? `looked at for ${insight.targetVersion}, before the cluster was at ${slice.cluster.version}: ` : ''}${insight.title}: ${insight.status}${insight.reason ? `, ${insight.reason}` : ''}`,
        at: insight === undefined ? slice.at.insights : lastLook(insight, slice.at.insights),
      }),
    ],
    recommendation: isUnknown
      ? 'Refresh the insights at the provider, or compare with eks:DescribeAddonVersions by hand.'
      : 'Read the insight at the provider.',
    deadline: deadlineOf(slice.cluster.support),
  })
}

export const addOnCompatibility: Check<'add-ons' | 'insights'> = {
  id,
  title: 'Add-on compatibility',
  about:
    'An add-on that the next version does not suit breaks networking, DNS or storage in the middle of an upgrade.',
  severityRule:
    'As the provider says: error when the next version is concerned, warning when it says so. Unknown when it told no insight, could not determine it, or has not looked since the last upgrade.',
  needs: ['add-ons', 'insights'],
  params: {},
  remedy: 'Update the add-on to a version that suits both, then upgrade.',
  sources: ['Amazon EKS API: Insight.categorySpecificSummary.addonCompatibilityDetails'],
  providerTitle: title,
  blocksUpgrade: true,
  providers: ['eks'],
  evaluate: (slice) => {
    const insight = slice.insights.find(({ facts }) => title.test(facts.title))?.facts
    if (insight === undefined || isPast(slice, insight)) return [asAWhole(slice, insight)]
    if (insight.status === 'PASSING') return []
    const named = slice['add-ons'].flatMap((addOn) => ofAddOn(slice, insight, addOn))
    return named.length > 0 ? named : [asAWhole(slice, insight)]
  },
}
