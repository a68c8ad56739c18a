// What is kept of control planes' own metrics: a closed list. Counters are kept as they stand; rates are
// taken when they are read, across restarts of the server. Several servers stand behind one address: each
// sample bears beside the labels named here the label `instance`, new for every server and every start of
// one, so that a rate is taken within one set of labels and never from one server's counter to another's.
export const apiSampleMetrics = {
  /** Seats occupied now, by priority_level. */
  apiserver_flowcontrol_current_executing_seats: 'gauge',
  /** Seats a level may use when all are busy, by priority_level. */
  apiserver_flowcontrol_nominal_limit_seats: 'gauge',
  /** Seats a level may use now, after borrowing, by priority_level. */
  apiserver_flowcontrol_current_limit_seats: 'gauge',
  apiserver_flowcontrol_current_inqueue_requests: 'gauge',
  /** By flow_schema, priority_level and reason; absent until the first rejection. */
  apiserver_flowcontrol_rejected_requests_total: 'counter',
  /** By request_kind: mutating or readOnly. */
  apiserver_current_inflight_requests: 'gauge',
  /** By code and verb, other labels added up. */
  apiserver_request_total: 'counter',
  /** No name of the server's own: of `apiserver_request_total`, what asks for APIs that some version removes, by which. */
  apiserver_removed_api_request_total: 'counter',
  /** By verb, watches left out: seconds and count, so that a mean can be taken; other labels added up. */
  apiserver_request_duration_seconds_sum: 'counter',
  apiserver_request_duration_seconds_count: 'counter',
  /** By verb and le, watches left out: requests that took at most so many seconds; some of the server's bounds. */
  apiserver_request_duration_seconds_bucket: 'counter',
  /** By verb: bytes answered. */
  apiserver_response_sizes_sum: 'counter',
  /** 1 for each deprecated API that was called since the server started, by what it is and when it goes. */
  apiserver_requested_deprecated_apis: 'gauge',
  /** Bytes of the database, of the largest when there are several; older servers' names are read too. */
  apiserver_storage_size_bytes: 'gauge',
  /** Objects in the database by resource ("pods", "jobs.batch"): of the kinds with the most; newer names are read too. */
  apiserver_storage_objects: 'gauge',
  /** What those take there by the server's estimate, by resource; since 1.34. */
  apiserver_resource_size_estimate_bytes: 'gauge',
  /** By operation (create, get, list, update, …): the API server's own requests to the database, other labels added up. */
  etcd_request_duration_seconds_count: 'counter',
  /** By operation: seconds that they took; a second of them each second is one that waits there at any time. */
  etcd_request_duration_seconds_sum: 'counter',
  /** By operation and le: those that took at most so many seconds; some of the server's bounds. */
  etcd_request_duration_seconds_bucket: 'counter',
  /** By queue: active, backoff, gated, unschedulable. */
  scheduler_pending_pods: 'gauge',
  /** By result: scheduled, unschedulable, error. */
  scheduler_schedule_attempts_total: 'counter',
  /** By le: pods that were bound within so many seconds of being ready to be, all attempts together. */
  scheduler_pod_scheduling_sli_duration_seconds_bucket: 'counter',
  /** Of the controller manager's queues, by name. */
  workqueue_depth: 'gauge',
} as const
export type ApiSampleMetric = keyof typeof apiSampleMetrics

/**
 * Kept beside them and never shown as a series: at this time the source was refused the metric that the label `name` names,
 * so nothing is known of it, not even that a counter which is not there stood at zero.
 */
export const refusedMetric = 'periplus_refused_metric'
export const refusedLabels = (metric: ApiSampleMetric): string => `name=${metric}`

/** Of these several servers tell of the same thing: the largest reading counts, not the sum. */
export const largestMetrics: ReadonlySet<ApiSampleMetric> = new Set(['apiserver_storage_size_bytes'])

/** Of these every server tells of the same things: of each label the largest reading counts, and labels add up. */
export const copiedMetrics: ReadonlySet<ApiSampleMetric> = new Set([
  'apiserver_storage_objects',
  'apiserver_resource_size_estimate_bytes',
])

/** Labels that are kept, beside `instance`. */
export type ApiSampleLabel =
  | 'code'
  | 'flow_schema'
  | 'le'
  | 'name'
  | 'operation'
  | 'priority_level'
  | 'queue'
  | 'reason'
  | 'request_kind'
  | 'resource'
  | 'result'
  | 'verb'

/** What tells of a metric; each has an endpoint of its own, and may be read where another is not. */
export type ControlPlaneComponent = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler'

export function componentOf(metric: ApiSampleMetric): ControlPlaneComponent {
  if (metric.startsWith('scheduler_')) return 'kube-scheduler'
  return metric.startsWith('workqueue_') ? 'kube-controller-manager' : 'kube-apiserver'
}

/** Read of every server of a component each time it is read: they tell when that was. */
export const witnessMetrics: Readonly<Record<ControlPlaneComponent, readonly ApiSampleMetric[]>> = {
  'kube-apiserver': ['apiserver_current_inflight_requests', 'apiserver_flowcontrol_nominal_limit_seats'],
  'kube-controller-manager': ['workqueue_depth'],
  'kube-scheduler': ['scheduler_pending_pods'],
}
