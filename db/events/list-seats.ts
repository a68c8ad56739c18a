// How many seats the API server's own estimator gives a LIST, as far as an audit line, the objects stored at that time
// and the server's version tell: Kubernetes' list_work_estimator. Up to 1.33 it counts objects, from 1.34 on it goes by
// their size; which of them a server uses is told by whether it told sizes. Where no count is known, `seats` of the raw
// row stands: what the line alone tells, a lower bound (docs/adr/0001).

/** A count speaks for this long; older ones say nothing. */
const countLastsSeconds = 900
const objectsPerSeat = 100
const bytesPerSeat = 100_000
/** Lists from the watch cache are streamed and never hold more at once. */
const streamedBytes = 1_000_000
const mostSeats = 10

/**
 * SELECT of objects and bytes by cluster, resource ("jobs.batch") and the time they were read at. `clusters` and the
 * bounds, Unix seconds of minutes, are SQL of ours. Of several servers the largest reading counts.
 */
export const objectCountsSql = (bounds: { clusters: string; from: string; to: string }): string => `
    SELECT CAST(cluster_id, 'String') AS counted_cluster, extract(CAST(labels, 'String'), '(?:^|,)resource=([^,]*)') AS counted_resource,
      at AS counted_at, toUInt64(max(if(metric = 'apiserver_storage_objects', value, 0))) AS objects,
      max(if(metric = 'apiserver_resource_size_estimate_bytes', value, 0)) AS object_bytes
    FROM api_samples
    WHERE cluster_id IN ${bounds.clusters}
      AND metric IN ('apiserver_storage_objects', 'apiserver_resource_size_estimate_bytes')
      AND at > toDateTime(${bounds.from} - ${countLastsSeconds}, 'UTC') AND at <= toDateTime(${bounds.to}, 'UTC')
    GROUP BY counted_cluster, counted_resource, counted_at`

/** The last count before a request's minute: what a server counts later changes no minute that was added up. */
export const countedBefore = `counted_cluster = CAST(audit_raw.cluster_id, 'String')
        AND counted_resource = concat(CAST(audit_raw.resource, 'String'), if(audit_raw.api_group = '', '', '.'), CAST(audit_raw.api_group, 'String'))
        AND counted_at <= audit_raw.minute`

const query = (name: string) => `extract(uri_query, '(?:^|&)${name}=([^&]*)')`

// Columns by name, each said once: a statement that repeats them takes longer to understand than to answer.
// A list at an exact version, or from where a page ended, is read from the database; since 1.31 all others are not.
const steps = {
  is_counted: `verb = 'list' AND objects > 0 AND minute - counted_at < ${countLastsSeconds}`,
  list_limit: `toUInt64(least(toUInt32OrZero(${query('limit')}), 1000000000))`,
  list_match: query('resourceVersionMatch'),
  list_limited: 'if(list_limit > 0 AND list_limit < objects, list_limit, objects)',
  list_selects: `${query('fieldSelector')} != '' OR ${query('labelSelector')} != ''`,
  list_cached: `${query('continue')} = '' AND multiIf(list_match = 'NotOlderThan', 1, list_match != '', 0,
        list_limit = 0 OR ${query('resourceVersion')} IN ('', '0'))`,
  list_loaded: `if(list_cached OR NOT list_selects, list_limited, greatest(list_limited, intDiv(objects, 2)))`,
  list_bytes: `list_loaded * intDiv(toUInt64(object_bytes), greatest(objects, 1))`,
  seats_by_count: `intDiv(multiIf(list_cached, objects, list_selects, objects + list_limited, 2 * list_limited) + ${objectsPerSeat - 1}, ${objectsPerSeat})`,
  seats_by_size: `toUInt64(ceil(if(list_cached, least(list_bytes, ${streamedBytes}), list_bytes) / ${bytesPerSeat}))`,
  seats_estimated: `multiIf(NOT is_counted, toUInt64(seats), name != '', toUInt64(1),
        least(${mostSeats}, greatest(1, if(object_bytes > 0, seats_by_size, seats_by_count))))`,
}

/** Seats of a raw request beside the count that was joined to it, `seats_estimated`, and what leads to them. */
export const seatColumns = Object.entries(steps)
  .map(([name, sql]) => `(${sql}) AS ${name}`)
  .join(', ')
