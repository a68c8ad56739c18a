// Accelerators that broke together: how many, how soon that was found, and what became of the nodes.
import { GangPods } from '../world/gang-pods.ts'
import type { Replacement } from '../world/replacement.ts'
import type { ClusterState } from '../world/world.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'
import { nodeFacts } from './nodes.ts'

/** Of the one incident, which began before `ms`. */
function incidentBefore({ cluster, nodes }: ClusterState, ms: number): readonly Replacement[] {
  const [planned] = cluster.happenings.faults
  if (planned === undefined || planned.atMs >= ms) return []
  return nodes
    .within(planned.atMs, planned.atMs + 1)
    .filter(({ startMs, fault }) => startMs === planned.atMs && fault?.xid === planned.xid)
}

function incidentFacts(state: ClusterState, { toMs }: Asked): readonly Fact[] {
  const incident = incidentBefore(state, toMs)
  const of = (metric: string, value: number, derivation: string): Fact => ({
    metric,
    subject: state.cluster.name,
    value,
    derivation,
  })
  if (incident.length === 0) return []
  const [{ startMs }] = incident as [Replacement]
  const since = (ms: number): number => (ms - startMs) / 1_000
  const detected = incident.map(({ fault }) => fault?.detectedMs ?? Number.NaN)
  const repaired = incident.filter(({ readyMs }) => readyMs < toMs)
  const unhealthy = incident.filter(({ goneMs }, n) => (detected[n] as number) < toMs && goneMs >= toMs)
  const devices = (nodes: readonly Replacement[]): number =>
    sum(nodes.map(({ group }) => group.machine.devices?.count ?? 0))
  return [
    of('incident.nodes', incident.length, 'neighbours that the scenario breaks'),
    of('incident.accelerators', devices(incident), 'eight to a node'),
    of('incident.detectedWithinSeconds', since(Math.max(...detected)), 'when the agent looked, of the last'),
    of('incident.unhealthy', unhealthy.length, 'detected, and their node has not gone'),
    of(
      'incident.replaced',
      repaired.length,
      'replacements that are ready; none where more than a fifth broke',
    ),
    ...(repaired.length === incident.length
      ? [
          of(
            'incident.replacedAfterSeconds',
            since(Math.max(...incident.map(({ readyMs }) => readyMs))),
            'detection, ten minutes, half a minute of grace, and the launch, of the last',
          ),
        ]
      : []),
  ]
}

function jobFacts({ podSets }: ClusterState, { fromMs, toMs }: Asked): readonly Fact[] {
  return podSets
    .filter((set) => set instanceof GangPods)
    .flatMap((set) => {
      const subject = `${set.workload.namespace.name}/${set.workload.name}`
      const of = (metric: string, value: number, derivation: string): Fact => ({
        metric,
        subject,
        value,
        derivation,
      })
      return [
        of('job.ready', set.status(toMs).ready, 'all or none, but while they start'),
        {
          ...of(
            'job.restarts',
            set.restarts(fromMs, toMs),
            'faults of its nodes; those while it waits are one',
          ),
          isWindow: true,
        },
        {
          ...of(
            'job.downtimeSeconds',
            set.downMs(fromMs, toMs) / 1_000,
            'from the fault until the last of its nodes is ready and the last of its pods has started',
          ),
          isWindow: true,
        },
      ]
    })
}

export const s09Truths: ScenarioTruths = {
  ofCluster: (state, asked) =>
    state.cluster.happenings.faults.length === 0
      ? []
      : [...incidentFacts(state, asked), ...jobFacts(state, asked), ...nodeFacts(state, asked)],
}
