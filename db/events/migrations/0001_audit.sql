-- API requests as audit events tell them. Bytes of events land in `audit_landing`, nothing is kept
-- there; a view judges each event once, further views sort the judged ones into requests, rejects and
-- touched buckets, all within the one insert (docs/adr/0001-counting-by-seals.md).

-- The keys with an underscore are spliced in by the receiver: cluster, body, line, and the bounds in
-- Unix seconds between which an event's time is acceptable. The others are audit.k8s.io/v1.
CREATE TABLE IF NOT EXISTS audit_landing (
  _c String,
  _b UInt64,
  _l UInt32,
  _lo Int64,
  _hi Int64,
  auditID String,
  stage String,
  verb String,
  requestURI String,
  userAgent String,
  requestReceivedTimestamp String,
  stageTimestamp String,
  sourceIPs Array(String),
  user Tuple(username String),
  impersonatedUser Tuple(username String),
  objectRef Tuple(resource String, subresource String, namespace String, name String, apiGroup String, apiVersion String),
  responseStatus Tuple(code Int64, status String, message String),
  annotations Tuple(`authorization.k8s.io/decision` String, `k8s.io/deprecated` String, `k8s.io/removed-release` String)
) ENGINE = Null
-- statement
-- One event, judged: `reason` is empty for a valid one, `counts` tells whether its stage counts a
-- request, `at` is the instant it counts at.
CREATE TABLE IF NOT EXISTS audit_judged (
  body_id UInt64,
  line UInt32,
  reason String,
  counts UInt8,
  is_long UInt8,
  is_timed UInt8,
  at DateTime64(6, 'UTC'),
  minute DateTime('UTC'),
  cluster_id String,
  audit_id String,
  received_at DateTime64(6, 'UTC'),
  version UInt64,
  verb String,
  api_group String,
  api_version String,
  resource String,
  subresource String,
  namespace String,
  name String,
  path String,
  uri_query String,
  code UInt16,
  user String,
  impersonated_user String,
  user_agent String,
  source_ip String,
  is_aborted UInt8,
  is_throttled UInt8,
  is_disruption_blocked UInt8,
  is_deprecated UInt8,
  removed_release String,
  decision String,
  seats UInt8
) ENGINE = Null
-- statement
-- Length limits: a caller chooses user agents, names and URIs, and must not choose our disk usage. An
-- Audit-ID longer than 128 bytes keeps its head and a 128-bit hash, so that identity survives.
-- `version` orders the events of one request: stage rank in the top bits (Panic > ResponseComplete >
-- ResponseStarted), then the shortest duration, which is the earliest stageTimestamp.
-- Seats follow the API server's work estimator as far as an audit line tells it: a LIST with a limit
-- read from etcd costs ceil(2 * limit / 100), 1 to 10; without the object count every other request
-- is taken at 1, so the estimate is a lower bound (docs/adr/0001).
CREATE MATERIALIZED VIEW IF NOT EXISTS audit_judge_mv TO audit_judged AS
WITH
  parseDateTime64BestEffortOrNull(requestReceivedTimestamp, 6, 'UTC') AS received_parsed,
  parseDateTime64BestEffortOrNull(stageTimestamp, 6, 'UTC') AS staged_parsed,
  length(requestReceivedTimestamp) >= 20 AND substring(requestReceivedTimestamp, 11, 1) = 'T' AS received_shaped,
  length(stageTimestamp) >= 20 AND substring(stageTimestamp, 11, 1) = 'T' AS staged_shaped,
  (verb IN ('watch', 'watchlist') OR objectRef.subresource IN ('exec', 'attach', 'log', 'proxy', 'portforward')) AS long_running,
  ifNull(received_parsed, toDateTime64(0, 6, 'UTC')) AS received,
  ifNull(staged_parsed, toDateTime64(0, 6, 'UTC')) AS staged,
  if(long_running, staged, received) AS counted_at,
  toUnixTimestamp64Micro(staged) - toUnixTimestamp64Micro(received) AS took_us,
  staged_shaped AND staged_parsed IS NOT NULL AND took_us >= 0 AND took_us < 4503599627370495 AS measured,
  multiIf(stage = 'Panic', 3, stage = 'ResponseComplete', 2, 1) AS stage_rank,
  position(requestURI, '?') AS query_at,
  responseStatus.code AS status_code,
  multiIf(
    _c = '', 'more than one value on the line',
    auditID = '', 'auditID is missing',
    stage = '', 'stage is missing',
    verb = '', 'verb is missing',
    requestReceivedTimestamp = '', 'requestReceivedTimestamp is missing',
    stage NOT IN ('RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'), 'stage is none of the four audit stages',
    length(verb) > 32 OR NOT match(verb, '^[A-Za-z]+$'), 'verb is not a word',
    NOT received_shaped OR received_parsed IS NULL, 'requestReceivedTimestamp is not an RFC 3339 time',
    long_running AND stageTimestamp = '', 'stageTimestamp is missing and this long-running request counts at its end',
    stageTimestamp != '' AND (NOT staged_shaped OR staged_parsed IS NULL), 'stageTimestamp is not an RFC 3339 time',
    status_code < 0 OR status_code > 999, 'responseStatus.code is not an HTTP status',
    toUnixTimestamp64Micro(counted_at) < _lo * 1000000, 'outside retention',
    toUnixTimestamp64Micro(counted_at) > _hi * 1000000, 'in the future',
    ''
  ) AS judgement
SELECT
  _b AS body_id,
  _l AS line,
  judgement AS reason,
  judgement = '' AND (stage IN ('ResponseComplete', 'Panic') OR (stage = 'ResponseStarted' AND status_code = 401)) AS counts,
  long_running AS is_long,
  measured AND NOT long_running AS is_timed,
  if(judgement = '', counted_at, toDateTime64(0, 6, 'UTC')) AS at,
  toStartOfMinute(toDateTime(at, 'UTC')) AS minute,
  _c AS cluster_id,
  if(length(auditID) > 128, concat(substring(auditID, 1, 64), '~', hex(sipHash128(auditID))), auditID) AS audit_id,
  received AS received_at,
  bitOr(bitShiftLeft(toUInt64(stage_rank), 52), toUInt64(4503599627370495 - if(measured, took_us, 4503599627370495))) AS version,
  verb,
  leftUTF8(objectRef.apiGroup, 128) AS api_group,
  leftUTF8(objectRef.apiVersion, 64) AS api_version,
  leftUTF8(objectRef.resource, 128) AS resource,
  leftUTF8(objectRef.subresource, 64) AS subresource,
  leftUTF8(objectRef.namespace, 128) AS namespace,
  leftUTF8(objectRef.name, 253) AS name,
  if(objectRef.resource = '', leftUTF8(if(query_at > 0, substring(requestURI, 1, query_at - 1), requestURI), 512), '') AS path,
  if(query_at > 0, leftUTF8(substring(requestURI, query_at + 1), 1024), '') AS uri_query,
  toUInt16(if(stage = 'Panic' AND status_code < 500, 500, if(status_code BETWEEN 0 AND 999, status_code, 0))) AS code,
  leftUTF8(user.username, 256) AS user,
  leftUTF8(impersonatedUser.username, 256) AS impersonated_user,
  leftUTF8(userAgent, 256) AS user_agent,
  leftUTF8(sourceIPs[1], 64) AS source_ip,
  responseStatus.message = 'Connection closed early' AS is_aborted,
  status_code = 429 AND NOT (responseStatus.status = 'Failure' AND objectRef.subresource = 'eviction') AS is_throttled,
  status_code = 429 AND responseStatus.status = 'Failure' AND objectRef.subresource = 'eviction' AS is_disruption_blocked,
  annotations.`k8s.io/deprecated` = 'true' AS is_deprecated,
  leftUTF8(annotations.`k8s.io/removed-release`, 16) AS removed_release,
  leftUTF8(annotations.`authorization.k8s.io/decision`, 16) AS decision,
  if(
    verb = 'list' AND position(uri_query, 'resourceVersion=0') = 0,
    least(10, greatest(1, intDiv(2 * least(toUInt32OrZero(extract(uri_query, '(?:^|&)limit=(\\d+)')), 100000) + 99, 100))),
    1
  ) AS seats
FROM audit_landing
-- statement
-- One row per API request and stage that counts, the winner of (cluster, minute, identity) kept.
-- Duration, stage and counting instant follow from `version`; the request line of a resource request
-- follows from its reference: neither is stored twice.
CREATE TABLE IF NOT EXISTS audit_raw (
  cluster_id LowCardinality(String),
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  audit_id String CODEC(ZSTD(1)),
  received_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  version UInt64 CODEC(ZSTD(1)),
  is_long UInt8,
  is_timed UInt8,
  verb LowCardinality(String),
  api_group LowCardinality(String),
  api_version LowCardinality(String),
  resource LowCardinality(String),
  subresource LowCardinality(String),
  namespace LowCardinality(String),
  name String CODEC(ZSTD(1)),
  path LowCardinality(String),
  uri_query String CODEC(ZSTD(1)),
  code UInt16 CODEC(ZSTD(1)),
  user LowCardinality(String),
  impersonated_user LowCardinality(String),
  user_agent LowCardinality(String),
  source_ip LowCardinality(String),
  is_aborted UInt8,
  is_throttled UInt8,
  is_disruption_blocked UInt8,
  is_deprecated UInt8,
  removed_release LowCardinality(String),
  decision LowCardinality(String),
  seats UInt8,
  duration_us UInt64 ALIAS bitAnd(bitNot(version), 4503599627370495),
  at DateTime64(6, 'UTC') ALIAS if(is_long, received_at + toIntervalMicrosecond(duration_us), received_at),
  stage String ALIAS multiIf(bitShiftRight(version, 52) = 3, 'Panic', bitShiftRight(version, 52) = 2, 'ResponseComplete', 'ResponseStarted')
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMMDD(minute)
ORDER BY (cluster_id, minute, audit_id, received_at)
-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS audit_raw_mv TO audit_raw AS
SELECT
  cluster_id, minute, audit_id, received_at, version, is_long, is_timed, verb, api_group, api_version,
  resource, subresource, namespace, name, path, uri_query, code, user, impersonated_user, user_agent,
  source_ip, is_aborted, is_throttled, is_disruption_blocked, is_deprecated, removed_release, decision, seats
FROM audit_judged
WHERE counts
-- statement
-- Lines that were refused, with the reason and (where the receiver kept one) a redacted excerpt.
CREATE TABLE IF NOT EXISTS audit_rejects (
  cluster_id LowCardinality(String),
  body_id UInt64,
  line UInt32,
  reason LowCardinality(String),
  excerpt String CODEC(ZSTD(3)),
  rejected_at DateTime64(3, 'UTC')
) ENGINE = MergeTree
PARTITION BY toYYYYMMDD(rejected_at)
ORDER BY (body_id, line)
-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS audit_rejects_mv TO audit_rejects AS
SELECT cluster_id, body_id, line, reason, '' AS excerpt, now64(3, 'UTC') AS rejected_at
FROM audit_judged
WHERE reason != ''
-- statement
-- What was touched, by grain: the number of (insert, minute) pairs that reached a bucket. A seal that
-- covers as many touches as stand here is current; anything less means rows came in after it.
-- Also the coverage of pushed audit: a bucket without a row here was not watched by anybody.
CREATE TABLE IF NOT EXISTS audit_dirty (
  grain Enum8('minute' = 1, 'hour' = 2, 'day' = 3),
  cluster_id LowCardinality(String),
  bucket DateTime('UTC'),
  touches SimpleAggregateFunction(sum, UInt64),
  events SimpleAggregateFunction(sum, UInt64),
  newest_at SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
  last_touched SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  INDEX by_touch last_touched TYPE minmax GRANULARITY 1
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (grain, cluster_id, bucket)
-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS audit_dirty_mv TO audit_dirty AS
SELECT
  grain,
  cluster_id,
  multiIf(grain = 'minute', touched_minute, grain = 'hour', toStartOfHour(touched_minute), toStartOfDay(touched_minute)) AS bucket,
  count() AS touches,
  sum(minute_events) AS events,
  max(minute_newest) AS newest_at,
  now64(3, 'UTC') AS last_touched
FROM (
  SELECT cluster_id, minute AS touched_minute, count() AS minute_events, max(at) AS minute_newest
  FROM audit_judged
  WHERE reason = ''
  GROUP BY cluster_id, minute
)
ARRAY JOIN CAST(['minute', 'hour', 'day'], 'Array(Enum8(\'minute\' = 1, \'hour\' = 2, \'day\' = 3))') AS grain
GROUP BY grain, cluster_id, bucket
-- statement
-- Who and what a roll-up row is about, once per combination, shared by all clusters and grains: the
-- counting below then groups by one integer. `key_id` is a hash of the other columns.
CREATE TABLE IF NOT EXISTS talker_keys (
  key_id UInt64,
  user_agent LowCardinality(String),
  user LowCardinality(String),
  impersonated_user LowCardinality(String),
  verb LowCardinality(String),
  api_group LowCardinality(String),
  api_version LowCardinality(String),
  resource LowCardinality(String),
  subresource LowCardinality(String),
  namespace LowCardinality(String),
  code UInt16
) ENGINE = ReplacingMergeTree
ORDER BY key_id
-- statement
-- Roll-ups of all grains. Rows of one bucket carry the id of the seal that made them; only the newest
-- completed seal of a bucket is read. Latency is a sparse histogram of fixed logarithmic classes.
CREATE TABLE IF NOT EXISTS talkers (
  grain Enum8('minute' = 1, 'hour' = 2, 'day' = 3),
  cluster_id LowCardinality(String),
  bucket DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  seal_id UInt64 CODEC(ZSTD(1)),
  key_id UInt64 CODEC(ZSTD(1)),
  requests UInt64 CODEC(T64, LZ4),
  throttled UInt64 CODEC(T64, LZ4),
  disruption_blocked UInt64 CODEC(T64, LZ4),
  errors UInt64 CODEC(T64, LZ4),
  aborted UInt64 CODEC(T64, LZ4),
  long_running UInt64 CODEC(T64, LZ4),
  latency_us UInt64 CODEC(T64, LZ4),
  seat_us UInt64 CODEC(T64, LZ4),
  latency_classes Array(UInt8) CODEC(LZ4),
  latency_counts Array(UInt32) CODEC(T64, LZ4),
  first_at DateTime('UTC') CODEC(T64, LZ4),
  last_at DateTime('UTC') CODEC(T64, LZ4)
) ENGINE = MergeTree
PARTITION BY (grain, if(grain = 'minute', toYYYYMMDD(bucket), toYYYYMM(bucket)))
ORDER BY (grain, cluster_id, bucket, seal_id, key_id)
-- statement
-- Completed seals. A row is written after the roll-up rows of its id are durable; `touches` is what
-- `audit_dirty` said before they were read.
CREATE TABLE IF NOT EXISTS seals (
  grain Enum8('minute' = 1, 'hour' = 2, 'day' = 3),
  cluster_id LowCardinality(String),
  bucket DateTime('UTC'),
  seal_id UInt64,
  touches UInt64
) ENGINE = MergeTree
PARTITION BY (grain, toYYYYMM(bucket))
ORDER BY (grain, cluster_id, bucket, seal_id)
-- statement
-- Bodies received whole, by hash: advisory memory that lets a repeated delivery be told as a duplicate
-- without storing it again. Counting does not depend on it.
CREATE TABLE IF NOT EXISTS audit_bodies (
  cluster_id LowCardinality(String),
  hash String,
  lines UInt32,
  at DateTime('UTC')
) ENGINE = ReplacingMergeTree(at)
PARTITION BY toYYYYMMDD(at)
ORDER BY (cluster_id, hash)
