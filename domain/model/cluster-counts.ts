// What a cluster holds, counted from its objects: the numbers that lists of clusters show.
export interface ClusterCounts {
  readonly nodes: number
  readonly nodesReady: number
  /** Every pod object there is, those that have ended included. */
  readonly pods: number
  readonly podsPending: number
  readonly podsFailed: number
  readonly namespaces: number
  /** Deployments, StatefulSets, DaemonSets, CronJobs, and Jobs and ReplicaSets that nothing controls. */
  readonly workloads: number
  /** Pods that the nodes can hold. */
  readonly podCapacity: number
  readonly cpuAllocatableMillicores: number
  readonly memoryAllocatableBytes: number
  /** Allocatable on nodes. */
  readonly gpus: number
  /** Requested by pods that stand on a node and have not ended. */
  readonly cpuRequestedMillicores: number
  readonly memoryRequestedBytes: number
  /** By ComputeKind; kinds without a node are absent. */
  readonly nodesByCompute: Readonly<Record<string, number>>
  /** By the kubelet's minor version: "1.33"; "unknown" when the node does not say. */
  readonly nodesByKubelet: Readonly<Record<string, number>>
}
