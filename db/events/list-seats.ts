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

const resourceName = (resource: string, group: string): string =>
  `concat(CAST(${resource}, 'String'), if(${group} = '', '', '.'), CAST(${group}, 'String'))`

export interface CountBounds {
  /** SQL of ours: clusters, and Unix seconds of the first and last minute. */
  readonly clusters: string
  readonly from: string
  readonly to: string
}

/**
 * SELECT of objects and bytes by cluster, resource ("jobs.batch") and the time they were read at, the last of each
 * minute: what a list of the next one goes by. Of several servers the largest reading counts. Only what the lists
 * of `condition` ask for is looked up: of all resources they are a few.
 */
const objectCountsSql = (condition: string, { clusters, from, to }: CountBounds): string => `
    SELECT CAST(sample_cluster, 'String') AS counted_cluster, CAST(sample_resource, 'String') AS counted_resource, max(at) AS counted_at,
      toUInt64(argMaxIf(value, (at, value), metric = 'apiserver_storage_objects')) AS objects,
      argMaxIf(value, (at, value), metric = 'apiserver_resource_size_estimate_bytes') AS object_bytes
    FROM (
      SELECT cluster_id AS sample_cluster, extract(labels, '(?:^|,)resource=([^,]*)') AS sample_resource, at, metric, value FROM api_samples
      WHERE cluster_id IN ${clusters}
        AND metric IN ('apiserver_storage_objects', 'apiserver_resource_size_estimate_bytes')
        AND at > toDateTime(${from} - ${countLastsSeconds}, 'UTC') AND at <= toDateTime(${to}, 'UTC'))
    WHERE (sample_cluster, sample_resource) IN (
      SELECT DISTINCT CAST(cluster_id, 'String'), ${resourceName('resource', 'api_group')} FROM audit_raw WHERE ${condition} AND verb = 'list')
    GROUP BY counted_cluster, counted_resource, toStartOfMinute(at + 59)`

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

const seatColumns = Object.entries(steps)
  .map(([name, sql]) => `(${sql}) AS ${name}`)
  .join(', ')

/**
 * FROM: raw requests of `condition` (SQL of ours), each told once, beside the last count before its minute: what is
 * counted later changes no minute that was added up. Tells `is_counted` and `seats_estimated`.
 */
export const rawWithSeats = (condition: string, bounds: CountBounds): string => `
      (SELECT *, at, duration_us, ${seatColumns}
        FROM (SELECT *, at, duration_us FROM audit_raw FINAL WHERE ${condition}) AS audit_raw
        ASOF LEFT JOIN (${objectCountsSql(condition, bounds)}) AS counts
        ON counted_cluster = CAST(audit_raw.cluster_id, 'String')
          AND counted_resource = ${resourceName('audit_raw.resource', 'audit_raw.api_group')}
          AND counted_at <= audit_raw.minute) AS audit_raw`
