// The rows B3 asks about, made inside the store by INSERT … SELECT over its own protocol: a fleet of
// clusters whose talkers are Zipf-distributed; nine of ten run everywhere, the tenth is each cluster's own.
// Writes what sealing would have written; reads nothing.

export interface FleetOfRows {
  readonly clusters: number
  /** Start of the day, Unix seconds, UTC midnight. */
  readonly dayStart: number
  readonly requests: number
  readonly keysPerClusterHour: number
}

export const clusterNameOf = (cluster: number): string => `fleet-${String(cluster).padStart(3, '0')}`

const clusterSql = (number: string) => `concat('fleet-', leftPad(toString(${number}), 3, '0'))`

/** Who a key of rank `rank` is: a platform's agents are the same in every cluster, every tenth is not. */
const keySql = `
  concat('agent-', toString(rank % 40), '/v1.', toString(20 + rank % 15)) AS user_agent,
  if(rank % 10 != 9, concat('system:serviceaccount:kube-system:sa-', toString(rank)),
    concat('system:serviceaccount:team-', toString(rank % 50), ':', cluster_name, '-', toString(rank))) AS user,
  '' AS impersonated_user,
  ['get', 'list', 'watch', 'update', 'patch', 'create', 'delete'][1 + rank % 7] AS verb,
  ['', 'apps', 'batch', 'coordination.k8s.io'][1 + rank % 4] AS api_group,
  'v1' AS api_version,
  ['pods', 'leases', 'configmaps', 'nodes', 'deployments', 'endpoints', 'secrets', 'jobs', 'events'][1 + rank % 9] AS resource,
  '' AS subresource,
  concat('team-', toString(rank % 50)) AS namespace,
  toUInt16([200, 200, 200, 200, 200, 404, 200, 409, 200, 429][1 + rank % 10]) AS code`

const keyColumns =
  'user_agent, user, impersonated_user, verb, api_group, api_version, resource, subresource, namespace, code'

const sealSql = (grain: string) => `cityHash64('${grain}', cluster_name, bucket)`

/** Names of all keys, once. */
function keys({ clusters, keysPerClusterHour }: FleetOfRows): string {
  return `
    INSERT INTO talker_keys (key_id, ${keyColumns})
    SELECT cityHash64(${keyColumns}) AS key_id, ${keyColumns} FROM (
      SELECT ${keySql} FROM (
        SELECT ${clusterSql('number')} AS cluster_name FROM numbers(${clusters})) AS fleet
        CROSS JOIN (SELECT 1 + number AS rank FROM numbers(${keysPerClusterHour})) AS ranks)
    GROUP BY ALL`
}

interface Grain {
  readonly grain: 'minute' | 'hour' | 'day'
  readonly seconds: number
  /** Buckets of the day that get roll-up rows. */
  readonly from: number
  readonly to: number
}

/** Roll-up rows of one grain: requests by rank as Zipf with exponent 1.1 says, at least one. */
function rollUps(fleet: FleetOfRows, { grain, seconds, from, to }: Grain): string {
  const buckets = 86_400 / seconds
  const perBucket = fleet.requests / fleet.clusters / buckets
  const weight = `pow(rank, -1.1) / (SELECT sum(pow(1 + number, -1.1)) FROM numbers(${fleet.keysPerClusterHour}))`
  const columns = `grain, cluster_id, bucket, seal_id, key, requests, throttled, disruption_blocked, errors, aborted,
      long_running, latency_us, seat_more_us, latency_from, latency_run, first_after, last_after`
  return `
    INSERT INTO talkers (${columns})
    SELECT '${grain}', cluster_name, bucket, ${sealSql(grain)}, cityHash64(${keyColumns}), counted,
      if(code = 429, counted, 0), 0, if(code >= 400 AND code != 429, counted, 0), 0, 0,
      counted * 4000 * (1 + rank % 30), 0, 30 + rank % 20,
      arrayMap(i -> toUInt32(intDiv(counted, classes) + if(i = 0, counted % classes, 0)), range(classes)),
      0, ${seconds - 1}
    FROM (
      SELECT cluster_name, bucket, rank, ${keySql},
        toUInt64(greatest(1, round(${perBucket} * ${weight}))) AS counted, least(12, counted) AS classes
      FROM (SELECT ${clusterSql('number')} AS cluster_name FROM numbers(${fleet.clusters})) AS fleet
      CROSS JOIN (SELECT toDateTime(${fleet.dayStart} + number * ${seconds}, 'UTC') AS bucket FROM numbers(${from}, ${to - from})) AS buckets
      CROSS JOIN (SELECT 1 + number AS rank FROM numbers(${fleet.keysPerClusterHour})) AS ranks
      ${grain === 'minute' ? `WHERE ${perBucket} * ${weight} >= 0.5` : ''})`
}

/** What was touched, and its seals: every bucket of the day at every grain is closed. */
function closed({ clusters, dayStart }: FleetOfRows, { grain, seconds }: Grain): string[] {
  const buckets = `
    FROM (SELECT ${clusterSql('number')} AS cluster_name FROM numbers(${clusters})) AS fleet
    CROSS JOIN (SELECT toDateTime(${dayStart} + number * ${seconds}, 'UTC') AS bucket FROM numbers(${86_400 / seconds})) AS buckets`
  const touches = seconds / 60
  return [
    `INSERT INTO seals (grain, cluster_id, bucket, seal_id, touches)
      SELECT '${grain}', cluster_name, bucket, ${sealSql(grain)}, ${touches} ${buckets}`,
    `INSERT INTO audit_dirty (grain, cluster_id, bucket, touches, events, newest_at, last_touched)
      SELECT '${grain}', cluster_name, bucket, ${touches}, ${touches}, toDateTime64(bucket + ${seconds - 1}, 6, 'UTC'), now64(3, 'UTC') - 3600 ${buckets}`,
  ]
}

const grains = {
  minute: { grain: 'minute', seconds: 60, from: 23 * 60, to: 24 * 60 },
  hour: { grain: 'hour', seconds: 3_600, from: 0, to: 24 },
  day: { grain: 'day', seconds: 86_400, from: 0, to: 1 },
} as const

/** Keys, roll-ups of hours and the day, of the minutes of the last hour, and the seals of all. */
export function rollUpStatements(fleet: FleetOfRows): string[] {
  return [
    keys(fleet),
    ...Object.values(grains).flatMap((grain) => [rollUps(fleet, grain), ...closed(fleet, grain)]),
  ]
}

export interface HoursOfRows {
  readonly clusters: number
  /** Start of the first hour, Unix seconds. */
  readonly hourStart: number
  readonly hours: number
  readonly requests: number
  /** Keys of one cluster; most are its own. */
  readonly keysPerCluster: number
  readonly rowsPerHour: number
}

/** What reading the audit logs of every cluster by Logs Insights would have written: nodes have users of their own. */
export function logHourStatements(fleet: HoursOfRows): string[] {
  const { clusters, hourStart, hours, requests, keysPerCluster, rowsPerHour } = fleet
  const perHour = requests / clusters / hours
  const weight = `pow(rank, -0.6) / (SELECT sum(pow(1 + number, -0.6)) FROM numbers(${rowsPerHour}))`
  const ofNodes = `
    SELECT * REPLACE (if(rank % 10 != 9, concat('system:node:ip-', toString(rank), '.', cluster_name), user) AS user) FROM (
      SELECT cluster_name, rank, ${keySql} FROM (SELECT ${clusterSql('number')} AS cluster_name FROM numbers(${clusters})) AS fleet
      CROSS JOIN (SELECT 1 + number AS rank FROM numbers(${keysPerCluster})) AS ranks)`
  return [
    `INSERT INTO talker_keys (key_id, ${keyColumns})
      SELECT cityHash64(${keyColumns}) AS key_id, ${keyColumns} FROM (${ofNodes}) GROUP BY ALL`,
    `INSERT INTO log_talkers (cluster_id, bucket, reading_id, key, requests, throttled, disruption_blocked, errors, aborted,
        long_running, latency_us, seat_more_us, first_after, last_after)
      SELECT cluster_name, toDateTime(${hourStart} + hour * 3600, 'UTC'), 1, cityHash64(${keyColumns}),
        toUInt64(greatest(1, round(${perHour} * ${weight}))) AS counted, 0, 0, 0, 0, 0, counted * 4000, 0, 0, 3599
      FROM (${ofNodes}) AS keys CROSS JOIN (SELECT number AS hour FROM numbers(${hours})) AS hours
      WHERE rank <= 100 OR cityHash64(rank, hour, cluster_name) % ${keysPerCluster} < ${rowsPerHour - 100}`,
    `INSERT INTO log_readings (cluster_id, bucket, reading_id, source_id, is_whole, read_at, requests, unnamed, bytes_scanned)
      SELECT ${clusterSql('fleet.number')}, toDateTime(${hourStart} + hour * 3600, 'UTC'), 1, 'cloudwatch-logs:bench', 1, now('UTC'),
        toUInt64(${perHour}), 0, 0
      FROM numbers(${clusters}) AS fleet CROSS JOIN (SELECT number AS hour FROM numbers(${hours})) AS hours`,
  ]
}

/** The requests themselves, one statement a cluster; ranks are log-uniform, near to Zipf. */
export function requestStatements(fleet: FleetOfRows): string[] {
  const perCluster = Math.round(fleet.requests / fleet.clusters)
  return Array.from(
    { length: fleet.clusters },
    (_, cluster) => `
    INSERT INTO audit_raw (cluster_id, minute, audit_id, received_at, version, is_long, is_timed, verb, api_group,
      api_version, resource, subresource, namespace, name, path, uri_query, code, user, impersonated_user, user_agent,
      source_ip, is_aborted, is_throttled, is_disruption_blocked, is_deprecated, removed_release, decision, seats)
    SELECT cluster_name, toStartOfMinute(toDateTime(at, 'UTC')), toString(generateUUIDv4(number)), at,
      bitOr(bitShiftLeft(toUInt64(2), 52), toUInt64(4503599627370495 - rand(1) % 900000)), 0, 1, verb, api_group,
      api_version, resource, subresource, namespace, concat('object-', toString(rand(2) % 5000)), '', '', code, user, '', user_agent,
      concat('10.0.', toString(rank % 250), '.7'), 0, code = 429, 0, 0, '', 'allow', 1
    FROM (
      SELECT number, '${clusterNameOf(cluster)}' AS cluster_name,
        toUInt32(least(${fleet.keysPerClusterHour}, 1 + floor(pow(${fleet.keysPerClusterHour}, rand(3) / 4294967296.)))) AS rank,
        toDateTime64(${fleet.dayStart}, 6, 'UTC') + toIntervalMicrosecond(intDiv(number * 86400000000, ${perCluster})) AS at, ${keySql}
      FROM numbers(${perCluster}))`,
  )
}
