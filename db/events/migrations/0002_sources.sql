-- What the Sources page asks: why a line was rejected in its own words, how many events repeat requests
-- that were counted before, and which ways into a cluster are alive.

-- Of a judged event: the texts a rejected line is recognised by, and when it was heard, on the product's
-- clock (the receiver accepts events up to 600 s ahead of it and says so in `_hi`).
ALTER TABLE audit_judged ADD COLUMN IF NOT EXISTS stage String
-- statement
ALTER TABLE audit_judged ADD COLUMN IF NOT EXISTS received_text String
-- statement
ALTER TABLE audit_judged ADD COLUMN IF NOT EXISTS staged_text String
-- statement
ALTER TABLE audit_judged ADD COLUMN IF NOT EXISTS heard_at DateTime64(3, 'UTC')
-- statement
-- As in 0001, and the four columns above.
ALTER TABLE audit_judge_mv MODIFY QUERY
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
  ) AS seats,
  stage,
  requestReceivedTimestamp AS received_text,
  stageTimestamp AS staged_text,
  toDateTime64(_hi - 600, 3, 'UTC') AS heard_at
FROM audit_landing
-- statement
-- The excerpt of a judged line: fields that name no secrets, shortened, empty ones left out; the same
-- fields that the receiver keeps of lines it refuses itself. What stands where a time should is only
-- shown when it looks like one.
ALTER TABLE audit_rejects_mv MODIFY QUERY
SELECT
  cluster_id, body_id, line, reason,
  toJSONString(mapFilter((field, text) -> text != '', map(
    'auditID', leftUTF8(audit_id, 128),
    'stage', leftUTF8(stage, 64),
    'verb', leftUTF8(verb, 64),
    'user.username', user,
    'userAgent', user_agent,
    'resource', concat(resource, if(subresource = '', '', concat('/', subresource))),
    'namespace', namespace,
    'name', name,
    'path', path,
    'requestReceivedTimestamp', if(match(received_text, '^[0-9TZtz:.+ -]*$'), leftUTF8(received_text, 64), '…'),
    'stageTimestamp', if(match(staged_text, '^[0-9TZtz:.+ -]*$'), leftUTF8(staged_text, 64), '…')))) AS excerpt,
  heard_at AS rejected_at
FROM audit_judged
WHERE reason != ''
-- statement
-- Events whose stage counts a request. More of them in a sealed bucket than it has requests are repeats.
ALTER TABLE audit_dirty ADD COLUMN IF NOT EXISTS countable SimpleAggregateFunction(sum, UInt64)
-- statement
ALTER TABLE audit_dirty_mv MODIFY QUERY
SELECT
  grain,
  cluster_id,
  multiIf(grain = 'minute', touched_minute, grain = 'hour', toStartOfHour(touched_minute), toStartOfDay(touched_minute)) AS bucket,
  count() AS touches,
  sum(minute_events) AS events,
  max(minute_newest) AS newest_at,
  now64(3, 'UTC') AS last_touched,
  sum(minute_countable) AS countable
FROM (
  SELECT cluster_id, minute AS touched_minute, count() AS minute_events, max(at) AS minute_newest,
    countIf(counts) AS minute_countable
  FROM audit_judged
  WHERE reason = ''
  GROUP BY cluster_id, minute
)
ARRAY JOIN CAST(['minute', 'hour', 'day'], 'Array(Enum8(\'minute\' = 1, \'hour\' = 2, \'day\' = 3))') AS grain
GROUP BY grain, cluster_id, bucket
-- statement
-- What came in by which way, per day of the product's clock. Written a moment after the answer; counts
-- of requests never depend on it.
CREATE TABLE IF NOT EXISTS audit_deliveries (
  cluster_id LowCardinality(String),
  way LowCardinality(String),
  day DateTime('UTC'),
  bodies SimpleAggregateFunction(sum, UInt64),
  bytes SimpleAggregateFunction(sum, UInt64),
  accepted SimpleAggregateFunction(sum, UInt64),
  duplicates SimpleAggregateFunction(sum, UInt64),
  rejected SimpleAggregateFunction(sum, UInt64),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (cluster_id, way, day)
