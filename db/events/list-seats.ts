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
const limit = `toUInt64(least(toUInt32OrZero(${query('limit')}), 1000000000))`
const limited = `if(${limit} > 0 AND ${limit} < objects, ${limit}, objects)`
const hasSelector = `(${query('fieldSelector')} != '' OR ${query('labelSelector')} != '')`
// A list at an exact version, or from where a page ended, is read from the database; since 1.31 all others are not.
const match = query('resourceVersionMatch')
const isFromCache = `(${query('continue')} = '' AND multiIf(${match} = 'NotOlderThan', 1, ${match} != '', 0,
        ${limit} = 0 OR ${query('resourceVersion')} IN ('', '0')))`

const byCount = `intDiv(multiIf(${isFromCache}, objects, ${hasSelector}, objects + ${limited}, 2 * ${limited}) + ${objectsPerSeat - 1}, ${objectsPerSeat})`
const loaded = `if(${isFromCache} OR NOT ${hasSelector}, ${limited}, greatest(${limited}, intDiv(objects, 2)))`
const held = `(${loaded} * intDiv(toUInt64(object_bytes), greatest(objects, 1)))`
const bySize = `toUInt64(ceil(if(${isFromCache}, least(${held}, ${streamedBytes}), ${held}) / ${bytesPerSeat}))`

const isCounted = `(verb = 'list' AND objects > 0 AND minute - counted_at < ${countLastsSeconds})`

/** Seats of a raw request beside the count that was joined to it. */
export const seatsEstimated = `multiIf(NOT ${isCounted}, toUInt64(seats), name != '', toUInt64(1),
        least(${mostSeats}, greatest(1, if(object_bytes > 0, ${bySize}, ${byCount}))))`
