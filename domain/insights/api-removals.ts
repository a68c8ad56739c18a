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
  if (caller.user === null) {
    return caller.userAgent === null
      ? clusterSubject(slice.clusterId)
      : { kind: 'Client', namespace: null, name: caller.userAgent }
  }
  const account = serviceAccountOf(caller.user)
  return account === null
    ? { kind: 'User', namespace: null, name: caller.user }
    : { kind: 'ServiceAccount', ...account }
}

function behindEvidence(behind: CallerBehind | undefined, at: Date): Evidence[] {
  if (behind === undefined || behind.workloads.length === 0) return []
  const names = behind.workloads.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
  const says = 'pods run under this service account'
  return [evidence({ signal: 'cluster-object', says, at, count: names.length, names })]
}

function hintOf(behind: CallerBehind | undefined): OwnerHint {
  if (behind === undefined) return {}
  return { workloadLabels: behind.workloadLabels, namespaceLabels: behind.namespaceLabels }
}

function judge(
  slice: Slice<'api-usage'>,
  api: CalledApi,
  caller: DeprecatedCaller,
  upgrades: number,
): Finding {
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
  providerTitle: /^Deprecated APIs removed in Kubernetes v/i,
  blocksUpgrade: true,
  providers: null,
  evaluate: (slice) => {
    const { version } = slice.cluster
    const called = callersByApi(slice['api-usage'], shippedApiLifecycle)
    if (called.length > 0 && version === null) return [versionUnknown(id, slice)]
    return called.flatMap((api) => {
      const upgrades = upgradesUntil(version, api.removedIn)
      if (upgrades === null || upgrades <= 0) return []
      return api.callers.map((caller) => judge(slice, api, caller, upgrades))
    })
  },
}
