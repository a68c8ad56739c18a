// What control planes say of themselves over time: seats, queues, requests in flight, rejections, requests,
// latency, the database and what is in it, scheduling. Names and shapes only; where a limit comes from is said with it.
import type { Window } from '../units/window.ts'
import type { ApiSampleLabel, ApiSampleMetric } from './api-sample.ts'
import type { ClusterId } from './cluster-id.ts'
import type { Freshness } from './freshness.ts'

interface Measure {
  readonly metric: ApiSampleMetric
  /** Divides the metric: a mean. */
  readonly per?: ApiSampleMetric
  /** The metric is a histogram's buckets: the value that this share of what was measured does not exceed. */
  readonly quantile?: number
  /** The metric is a histogram's buckets: the share of what was measured that was not above this bound of it. */
  readonly within?: number
  /** What its parts are told apart by; null: it has none. */
  readonly by: ApiSampleLabel | null
  readonly unit:
    | 'attempts/s'
    | 'bytes'
    | 'bytes/s'
    | 'items'
    | 'objects'
    | 'pods'
    | 'requests'
    | 'requests/s'
    | 's'
    | 'seats'
    | 'share'
}

export const controlPlaneMeasures = {
  /** Seats occupied, by priority level. */
  seats: { metric: 'apiserver_flowcontrol_current_executing_seats', by: 'priority_level', unit: 'seats' },
  /** Seats a level may use when all are busy. */
  nominalSeats: { metric: 'apiserver_flowcontrol_nominal_limit_seats', by: 'priority_level', unit: 'seats' },
  /** Seats a level may use now, with what it borrowed and lent. */
  limitSeats: { metric: 'apiserver_flowcontrol_current_limit_seats', by: 'priority_level', unit: 'seats' },
  queued: {
    metric: 'apiserver_flowcontrol_current_inqueue_requests',
    by: 'priority_level',
    unit: 'requests',
  },
  /** Answered 429 by priority and fairness, by reason. Evictions refused by a disruption budget are none. */
  rejected: { metric: 'apiserver_flowcontrol_rejected_requests_total', by: 'reason', unit: 'requests/s' },
  rejectedByLevel: {
    metric: 'apiserver_flowcontrol_rejected_requests_total',
    by: 'priority_level',
    unit: 'requests/s',
  },
  rejectedByFlowSchema: {
    metric: 'apiserver_flowcontrol_rejected_requests_total',
    by: 'flow_schema',
    unit: 'requests/s',
  },
  /** Requests in flight: mutating or readOnly. */
  inflight: { metric: 'apiserver_current_inflight_requests', by: 'request_kind', unit: 'requests' },
  requests: { metric: 'apiserver_request_total', by: 'code', unit: 'requests/s' },
  /** Mean, by verb, without watches. */
  latency: {
    metric: 'apiserver_request_duration_seconds_sum',
    per: 'apiserver_request_duration_seconds_count',
    by: 'verb',
    unit: 's',
  },
  /** Of 99 in 100 requests no one took longer, by verb, without watches: read from histograms, so between their bounds. */
  latencyP99: {
    metric: 'apiserver_request_duration_seconds_bucket',
    quantile: 0.99,
    by: 'verb',
    unit: 's',
  },
  /** Bytes answered, by verb. */
  responseBytes: { metric: 'apiserver_response_sizes_sum', by: 'verb', unit: 'bytes/s' },
  /** Bytes of the database; of several servers' the largest. */
  database: { metric: 'apiserver_storage_size_bytes', by: null, unit: 'bytes' },
  /** Objects in it, by resource: of the kinds with the most. */
  storedObjects: { metric: 'apiserver_storage_objects', by: 'resource', unit: 'objects' },
  /** What they take by the server's estimate; since 1.34. */
  storedBytes: { metric: 'apiserver_resource_size_estimate_bytes', by: 'resource', unit: 'bytes' },
  /** What the API servers ask of the database, by operation; counted when it is answered. */
  databaseRequests: { metric: 'etcd_request_duration_seconds_count', by: 'operation', unit: 'requests/s' },
  /**
   * Requests that are in the database at once, by operation: seconds that they took in each second (Little's law), so
   * of those that are answered. None waits there longer than a server lets a request wait.
   */
  databaseInFlight: { metric: 'etcd_request_duration_seconds_sum', by: 'operation', unit: 'requests' },
  /** Of its requests the share that took no longer than 25 ms: of the server's own bounds the one next to 15 ms. */
  databaseWithin25Ms: {
    metric: 'etcd_request_duration_seconds_bucket',
    within: 0.025,
    by: 'operation',
    unit: 'share',
  },
  /** Pods that wait for a node, by queue: active, backoff, gated, unschedulable. */
  pendingPods: { metric: 'scheduler_pending_pods', by: 'queue', unit: 'pods' },
  /** By result: scheduled, unschedulable, error. */
  scheduleAttempts: { metric: 'scheduler_schedule_attempts_total', by: 'result', unit: 'attempts/s' },
  /** Of 99 in 100 pods no one waited longer from being ready to be scheduled until it was. */
  schedulingP99: {
    metric: 'scheduler_pod_scheduling_sli_duration_seconds_bucket',
    quantile: 0.99,
    by: null,
    unit: 's',
  },
  /** What waits in the controller manager's queues, by name. */
  workqueueDepth: { metric: 'workqueue_depth', by: 'name', unit: 'items' },
} as const satisfies Record<string, Measure>
export type ControlPlaneMeasure = keyof typeof controlPlaneMeasures

export interface ControlPlanePart {
  /** The value of the label, or the cluster. */
  readonly name: string
  readonly values: readonly (number | null)[]
  /** Where it stood last in the window. */
  readonly latest: number | null
}

export interface ControlPlaneLimit {
  readonly value: number
  /** Published for the tier, what the API servers say they have, or how much somebody tried. */
  readonly kind: 'published' | 'nominal' | 'tried'
  readonly source: string
}

export interface ControlPlaneLine {
  readonly measure: ControlPlaneMeasure
  readonly unit: Measure['unit']
  /** Means by bucket; null where no reading speaks of it. */
  readonly total: readonly (number | null)[]
  /** The highest the whole stood at within each bucket. */
  readonly highest: readonly (number | null)[]
  /** Largest first, at most as many as asked for. */
  readonly parts: readonly ControlPlanePart[]
  /** What the parts leave of the total; all null where parts do not add up to it. */
  readonly other: readonly (number | null)[]
  readonly peak: { readonly value: number; readonly at: Date } | null
  /** Where it stood last, and until when that was read, at most now. */
  readonly latest: { readonly value: number; readonly at: Date } | null
  readonly limit: ControlPlaneLimit | null
  /** The highest part of the limit that was used, and when: of what the servers heard at that time had. */
  readonly fullest: { readonly share: number; readonly at: Date } | null
}

export interface ControlPlaneSeries {
  readonly window: Window
  readonly freshness: Freshness
  readonly buckets: readonly Date[]
  /** True when the last bucket has not ended yet. */
  readonly lastBucketPartial: boolean
  /** The one cluster it is about; null: several added up. */
  readonly clusterId: ClusterId | null
  /** API servers that answered in the window, each start of one counted. Behind one address they answer in turn. */
  readonly servers: number
  /** In the order asked for. */
  readonly lines: readonly ControlPlaneLine[]
}
