// Workloads that scenarios add to those that are drawn: Deployments of clients, gangs, and agents on every node.
import { dayMs } from './clock.ts'
import type { Cluster } from './fleet.ts'
import { hText } from './hash.ts'
import { templateHash } from './names.ts'
import type { Namespace, Workload } from './workloads.ts'

/** Deployments that scenarios planted, in the first node group. */
export function plantedWorkloads(cluster: Cluster, namespaces: readonly Namespace[]): Workload[] {
  const { name: clusterName } = cluster
  return cluster.planted.map((planted): Workload => {
    const { namespace: within, name, replicas, image } = planted
    const namespace = namespaces.find((known) => known.name === within)
    if (namespace === undefined) throw new RangeError(`${clusterName} has no namespace ${within}`)
    const id = hText(cluster.id, `${within}/${name}`)
    return {
      id,
      cluster,
      namespace,
      name,
      image,
      cpuMillicores: 100,
      memoryMib: 128,
      devices: 0,
      group: cluster.nodeGroups[0],
      offset: 0,
      hasBudget: false,
      hasService: false,
      createdMs: cluster.createdMs + 40 * dayMs,
      kind: 'Deployment',
      replicas,
      lifetimeMs: 9 * dayMs,
      wave: undefined,
      templateHash: templateHash(id, 0, 0),
    }
  })
}

export function gangWorkloads(cluster: Cluster, namespaces: readonly Namespace[]): Workload[] {
  return cluster.happenings.gangs.map(({ namespace: within, name, image, group: wanted, ...gang }) => {
    const namespace = namespaces.find((known) => known.name === within)
    const group = cluster.nodeGroups.find((known) => known.name === wanted)
    if (namespace === undefined || group === undefined || gang.first + gang.count > group.size) {
      throw new RangeError(
        `${cluster.name} has no ${gang.first + gang.count} nodes in a node group ${wanted}`,
      )
    }
    return {
      id: hText(cluster.id, `${within}/${name}`),
      cluster,
      namespace,
      name,
      image,
      cpuMillicores: group.machine.cpus * 500,
      memoryMib: group.machine.memoryGib * 512,
      devices: group.machine.devices?.count ?? 0,
      group,
      offset: 0,
      hasBudget: false,
      hasService: false,
      createdMs: gang.fromMs,
      kind: 'Job',
      first: group.first + gang.first,
      replicas: gang.count,
      startMs: gang.fromMs,
    }
  })
}

export function agentWorkloads(cluster: Cluster, namespaces: readonly Namespace[]): Workload[] {
  return cluster.agents.map(({ namespace: within, name, image, appliedMs, untilMs }) => ({
    id: hText(cluster.id, `${within}/${name}`),
    cluster,
    namespace: namespaces.find((known) => known.name === within) as Namespace,
    name,
    image,
    cpuMillicores: 50,
    memoryMib: 512,
    devices: 0,
    group: undefined,
    offset: 0,
    hasBudget: false,
    hasService: false,
    createdMs: appliedMs,
    appearsMs: appliedMs,
    kind: 'DaemonSet',
    stopsMs: untilMs,
  }))
}
