// What is kept of an API server's own metrics: a closed list. Counters are kept as they stand; rates are
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
  /** By priority_level and reason; absent until the first rejection. */
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
  /** 1 for each deprecated API that was called since the server started, by what it is and when it goes. */
  apiserver_requested_deprecated_apis: 'gauge',
  /** Bytes of the database, of the largest when there are several; older servers' names are read too. */
  apiserver_storage_size_bytes: 'gauge',
} as const
export type ApiSampleMetric = keyof typeof apiSampleMetrics

/** Of these several servers tell of the same thing: the largest reading counts, not the sum. */
export const largestMetrics: ReadonlySet<ApiSampleMetric> = new Set(['apiserver_storage_size_bytes'])

/** Labels that are kept, beside `instance`. */
export type ApiSampleLabel = 'code' | 'priority_level' | 'reason' | 'request_kind' | 'verb'
