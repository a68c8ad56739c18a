// Calls to APIs that a coming version no longer serves, by caller. Merges what counted requests, marks of the API
// server, its metrics and the provider's insights tell, each named as evidence. Calls to APIs that are gone from
// the cluster already are refused today, and an upgrade changes nothing about them.
import { serviceAccountOf } from '../model/caller.ts'
import type { CallerBehind } from '../model/cluster-slices.ts'
import type { Evidence, Finding, OwnerHint } from '../model/finding.ts'
import { apiText, upgradesUntil } from '../support/api-lifecycle.ts'
import { type CalledApi, callersByApi, type DeprecatedCaller } from '../support/deprecated-callers.ts'
import { shippedApiLifecycle } from '../support/shipped-api-lifecycle.ts'
import {
  type Check,
  clusterSubject,
  deadlineOf,
  evidence,
  findingOf,
  type Slice,
  severityOf,
  versionUnknown,
} from './check.ts'

const id = 'api-removals'

/** Of a caller of more agents than this the first are told. */
const evidenceMost = 40

function subjectOf(slice: Slice<'api-usage'>, caller: DeprecatedCaller): Finding['subject'] {
  const { user, userAgent } = caller
  const account = user === null ? null : serviceAccountOf(user)
  if (account !== null) return { kind: 'ServiceAccount', ...account }
  if (user !== null) return { kind: 'User', namespace: null, name: user }
  if (userAgent !== null) return { kind: 'Client', namespace: null, name: userAgent }
  return clusterSubject(slice.clusterId)
}

function behindEvidence(behind: CallerBehind | undefined, at: Date): Evidence[] {
  if (behind === undefined || behind.workloads.length === 0) return []
  const names = behind.workloads.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
  const says = 'pods run under this service account'
  return [evidence({ signal: 'cluster-object', says, at, count: names.length, names })]
}

const hintOf = (behind: CallerBehind | undefined): OwnerHint =>
  behind ? { workloadLabels: behind.workloadLabels, namespaceLabels: behind.namespaceLabels } : {}

type Own = Slice<'api-usage'>

function judge(slice: Own, api: CalledApi, caller: DeprecatedCaller, upgrades: number): Finding {
  const behind = caller.user === null ? undefined : slice['api-usage'].behind.get(caller.user)
  const { removedIn, replacedBy } = api
  const who = caller.user ?? caller.userAgent ?? 'Somebody'
  return findingOf(id, slice, {
    subject: subjectOf(slice, caller),
    about: apiText(api),
    status: severityOf(upgrades),
    summary: `${who} calls ${apiText(api)}, which Kubernetes ${removedIn} no longer serves.`,
    evidence: [
      ...caller.evidence.slice(0, evidenceMost).map(evidence),
      ...behindEvidence(behind, slice.at['api-usage']),
    ],
    recommendation:
      replacedBy === null
        ? `Stop calling it before the upgrade to ${removedIn}; nothing of the same name takes its place.`
        : `Call ${replacedBy} instead, before the upgrade to ${removedIn}.`,
    ownerHint: hintOf(behind),
    lastSeenAt: caller.lastSeenAt,
    deadline: deadlineOf(slice.cluster.support),
  })
}

const title = /^Deprecated APIs removed in Kubernetes v/i

/** Nobody else tells of calls, and the provider could not determine them. */
function undetermined(slice: Slice<'api-usage'>): Finding[] {
  const { requests, metric, insights } = slice['api-usage']
  if (requests.ok || metric.ok || !insights.ok) return []
  const told = insights.data.find(({ facts }) => title.test(facts.title) && facts.status === 'UNKNOWN')?.facts
  if (told === undefined) return []
  const says = `${told.title}: UNKNOWN${told.reason ? `, ${told.reason}` : ''}`
  const at = told.lastRefreshAt === null ? insights.at : new Date(told.lastRefreshAt)
  return [
    findingOf(id, slice, {
      subject: clusterSubject(slice.clusterId),
      status: 'unknown',
      summary:
        'The provider could not tell whether removed APIs are called, and no other source tells of calls.',
      evidence: [evidence({ signal: 'provider-insight', says, at })],
      recommendation:
        'Send its audit log, or let its metrics be read; or refresh the insight at the provider.',
    }),
  ]
}

export const apiRemovals: Check<'api-usage', { readonly windowDays: number }> = {
  id,
  title: 'Removed APIs still called',
  about:
    'A caller of an API that the next version does not serve stops working the moment the control plane is upgraded.',
  severityRule: 'Error when the next minor version no longer serves the API; warning when a later one.',
  needs: ['api-usage'],
  params: { windowDays: 30 },
  remedy: 'Update the client, so that it calls the version that takes its place.',
  sources: ['k8s.io/api lifecycle markers', 'Kubernetes deprecated API migration guide'],
  providerTitle: title,
  blocksUpgrade: true,
  providers: null,
  evaluate: (slice) => {
    const { version } = slice.cluster
    const called = callersByApi(slice['api-usage'], shippedApiLifecycle)
    if (called.some(({ removedIn }) => upgradesUntil(version, removedIn) === null)) {
      return [versionUnknown(id, slice)]
    }
    const found = called.flatMap((api) => {
      const upgrades = upgradesUntil(version, api.removedIn)
      if (upgrades === null || upgrades <= 0) return []
      return api.callers.map((caller) => judge(slice, api, caller, upgrades))
    })
    return found.length > 0 ? found : undetermined(slice)
  },
}
