// Namespaces, and of workloads what stands beside them: PodDisruptionBudgets and Services.
import { budgetAt, hasBudget } from '../../../world/budgets.ts'
import { isoOf } from '../../../world/clock.ts'
import { hHex, hUuid } from '../../../world/hash.ts'
import { byCode } from '../../../world/names.ts'
import type { PodSet } from '../../../world/pod.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { Namespace, Workload } from '../../../world/workloads.ts'
import type { ClusterState } from '../../../world/world.ts'
import { ageColumn, ageText, column, type Item, nameColumn, quietWindowMs, type Resource } from '../item.ts'
import { firstVersion, objectItem, SortedSets, statusChanges } from './object.ts'
import { uidOfWorkload, workloadLabels } from './pod-text.ts'

/** Of the cluster: the identity by which others know it again. */
const namespaceUid = ({ id }: Namespace): string => hUuid(id, 0)

function namespaceItem({ cluster }: ClusterState, namespace: Namespace): Item {
  const { name, id, team, costCenter } = namespace
  const createdMs = cluster.createdMs + (namespace.isSystem ? 60_000 : 3_600_000)
  return objectItem({
    name,
    uid: namespaceUid(namespace),
    version: firstVersion(createdMs, id),
    createdMs,
    labels: {
      'kubernetes.io/metadata.name': name,
      ...(team === undefined ? {} : { team }),
      ...(costCenter === undefined ? {} : { 'cost-center': costCenter }),
    },
    apiVersion: 'v1',
    manager: 'kube-apiserver',
    body: { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
    cells: (nowMs) => [name, 'Active', ageText(nowMs - createdMs)],
    fields: { 'status.phase': 'Active' },
  })
}

/** In the order of names alone, which is not that of keys that go on behind them. */
const namesInOrder = new WeakMap<ClusterState, readonly Namespace[]>()
function inOrder(state: ClusterState): readonly Namespace[] {
  const known = namesInOrder.get(state) ?? [...state.namespaces].sort((a, b) => byCode(a.name, b.name))
  namesInOrder.set(state, known)
  return known
}

export const namespaces: Resource = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  singular: 'namespace',
  kind: 'Namespace',
  isNamespaced: false,
  shortNames: ['ns'],
  fieldNames: ['status.phase'],
  watchWindowMs: quietWindowMs,
  columns: [nameColumn, column('Status', 'The status of the namespace'), ageColumn],
  listing: (state) => {
    const all = inOrder(state)
    return {
      count: all.length,
      key: (i) => (all[i] as Namespace).name,
      item: (i) => namespaceItem(state, all[i] as Namespace),
    }
  },
  changes: () => [],
}

const selectorOf = ({ name, namespace }: Workload) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': namespace.name,
})

const budgetSets = new SortedSets(hasBudget)

function budgetItem(set: PodSet, ms: number): Item {
  const { workload } = set
  const { ready, replicas, changedMs } = set.status(ms)
  const { maxUnavailable, needed, allowed } = budgetAt(set, ms)
  const createdMs = workload.createdMs + 1_000
  const isEnough = allowed > 0
  return objectItem({
    name: workload.name,
    namespace: workload.namespace.name,
    uid: uidOfWorkload(workload, 2),
    version: changeVersion(Math.max(changedMs, createdMs), workload.id),
    createdMs,
    generation: 1,
    labels: workloadLabels(workload),
    apiVersion: 'policy/v1',
    manager: 'helm',
    body: {
      spec: { maxUnavailable, selector: { matchLabels: selectorOf(workload) } },
      status: {
        observedGeneration: 1,
        disruptionsAllowed: allowed,
        currentHealthy: ready,
        desiredHealthy: needed,
        expectedPods: replicas,
        conditions: [
          {
            type: 'DisruptionAllowed',
            status: isEnough ? 'True' : 'False',
            observedGeneration: 1,
            lastTransitionTime: isoOf(Math.max(changedMs, createdMs)),
            reason: isEnough ? 'SufficientPods' : 'InsufficientPods',
            message: '',
          },
        ],
      },
    },
    cells: (nowMs) => [workload.name, 'N/A', String(maxUnavailable), allowed, ageText(nowMs - createdMs)],
  })
}

export const budgets: Resource = {
  group: 'policy',
  version: 'v1',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  kind: 'PodDisruptionBudget',
  isNamespaced: true,
  shortNames: ['pdb'],
  fieldNames: [],
  watchWindowMs: quietWindowMs,
  columns: [
    nameColumn,
    column('Min Available', 'The minimum number of pods that must be available.'),
    column('Max Unavailable', 'The maximum number of pods that can be unavailable.'),
    column('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.', {
      type: 'integer',
    }),
    ageColumn,
  ],
  listing: (state, ms) => budgetSets.listing(state, ms, (set) => budgetItem(set, ms)),
  changes: (state, fromMs, toMs) => statusChanges(budgetSets.of(state), fromMs, toMs, budgetItem),
}

const serviceSets = new SortedSets(({ hasService, kind }) => hasService && kind !== 'CronJob')

function serviceItem({ workload }: PodSet): Item {
  const createdMs = workload.createdMs + 2_000
  const name = workload.name
  const address = `172.20.${(workload.id >> 8) & 255}.${workload.id & 255}`
  return objectItem({
    name,
    namespace: workload.namespace.name,
    uid: uidOfWorkload(workload, 3),
    version: firstVersion(createdMs, workload.id),
    createdMs,
    labels: workloadLabels(workload),
    annotations: { 'meta.helm.sh/release-name': `${name}-${hHex(1, workload.id, 0).slice(0, 4)}` },
    apiVersion: 'v1',
    manager: 'helm',
    body: {
      spec: {
        ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'http' }],
        selector: selectorOf(workload),
        clusterIP: address,
        clusterIPs: [address],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: { loadBalancer: {} },
    },
    cells: (nowMs) => [
      name,
      'ClusterIP',
      address,
      '<none>',
      '80/TCP',
      ageText(nowMs - createdMs),
      Object.entries(selectorOf(workload))
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    ],
    fields: { 'spec.type': 'ClusterIP', 'spec.clusterIP': address },
  })
}

export const services: Resource = {
  group: '',
  version: 'v1',
  plural: 'services',
  singular: 'service',
  kind: 'Service',
  isNamespaced: true,
  shortNames: ['svc'],
  fieldNames: ['spec.clusterIP', 'spec.type'],
  watchWindowMs: quietWindowMs,
  columns: [
    nameColumn,
    column('Type', 'type determines how the Service is exposed.'),
    column('Cluster-IP', 'clusterIP is the IP address of the service.'),
    column('External-IP', 'externalIPs is a list of IP addresses for which nodes will also accept traffic.'),
    column('Port(s)', 'The list of ports that are exposed by this service.'),
    ageColumn,
    column('Selector', 'Route service traffic to pods with label keys and values matching this selector.', {
      priority: 1,
    }),
  ],
  listing: (state, ms) => serviceSets.listing(state, ms, serviceItem),
  changes: () => [],
}
