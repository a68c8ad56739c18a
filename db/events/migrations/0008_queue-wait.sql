-- How long a request waited in a queue of API Priority and Fairness before it ran or was turned away: no seat was
-- held meanwhile. API servers tell since 1.31 (kubernetes/kubernetes#123919), in the event of stage ResponseComplete
-- of a request that took more than 500 ms (writeLatencyToAnnotation in apiserver/pkg/endpoints/filters/audit.go). Of
-- others it is not known, and 0 stands here; so it does in rows from before.
ALTER TABLE audit_landing MODIFY COLUMN annotations Tuple(`authorization.k8s.io/decision` String, `k8s.io/deprecated` String, `k8s.io/removed-release` String, `apiserver.latency.k8s.io/apf-queue-wait` String)
-- statement
ALTER TABLE audit_judged ADD COLUMN IF NOT EXISTS wait_us UInt32
-- statement
-- Microseconds; nearly always 0. More than 71 minutes are taken as that: a request ends sooner.
ALTER TABLE audit_raw ADD COLUMN IF NOT EXISTS wait_us UInt32 CODEC(T64, ZSTD(1))
-- statement
-- As in 0002, and the column above. It is the text of a Go duration ("1.234567s", "350.5ms", "2m3.5s"); whatever
-- else stands there tells nothing, and refuses no event.
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
  annotations.`apiserver.latency.k8s.io/apf-queue-wait` AS wait_text,
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
  toDateTime64(_hi - 600, 3, 'UTC') AS heard_at,
  if(wait_text = '', 0, toUInt32(least(4294967295, round(1e6 * parseTimeDelta(
    if(match(wait_text, '^(?:(?:[0-9]{1,9}h)?[0-9]{1,9}m)?[0-9]{1,9}(?:[.][0-9]{1,9})?s$|^[0-9]{1,9}(?:[.][0-9]{1,9})?(?:ms|µs|us|ns)$'), wait_text, '0s')))))) AS wait_us
FROM audit_landing
-- statement
-- As in 0003, and the column above.
ALTER TABLE audit_raw_mv MODIFY QUERY
WITH
  '(?:(?:watch|allowWatchBookmarks|sendInitialEvents|force|orphanDependents|pretty|verbose|follow|previous|timestamps|insecureSkipTLSVerifyBackend|stdin|stdout|stderr|tty)(?:=(?:true|false|[01])?)?|(?:resourceVersion|limit|timeoutSeconds|gracePeriodSeconds|tailLines|limitBytes|sinceSeconds|ports)=[0-9,-]{0,20}|timeout=[0-9.hmsnu]{0,20}|sinceTime=[0-9TZA:.%+-]{0,48}|resourceVersionMatch=(?:Exact|NotOlderThan)|propagationPolicy=(?:Orphan|Background|Foreground)|dryRun=All|fieldValidation=(?:Ignore|Warn|Strict)|includeObject=(?:None|Metadata|Object)|stream=(?:All|Stdout|Stderr)|container=[a-z0-9-]{0,63}|fieldManager=[A-Za-z0-9._/%-]{0,128}|(?:labelSelector|fieldSelector)=[A-Za-z0-9._/,=!()+%~:*-]*)' AS kept_parameter,
  subresource = 'proxy' AS proxied
SELECT
  cluster_id, minute, audit_id, received_at, version, is_long, is_timed, verb, api_group, api_version,
  resource, subresource, namespace, name,
  if(audit_judged.path = '', '', replaceRegexpAll(audit_judged.path, '([=;#]|%3[BbDd])[^/]*', '\\1…')) AS path,
  if(
    audit_judged.uri_query = '' OR (NOT proxied AND match(audit_judged.uri_query, concat('^(?:', kept_parameter, '(?:&|$))*$'))),
    audit_judged.uri_query,
    arrayStringConcat(arrayMap(parameter -> multiIf(
      parameter = '' OR (NOT proxied AND match(parameter, concat('^', kept_parameter, '$'))), parameter,
      match(parameter, '^[A-Za-z][A-Za-z0-9_.-]{0,62}=[^=]'), concat(substring(parameter, 1, position(parameter, '=')), '…'),
      '…'), splitByChar('&', audit_judged.uri_query)), '&')
  ) AS uri_query,
  code, user, impersonated_user, user_agent,
  source_ip, is_aborted, is_throttled, is_disruption_blocked, is_deprecated, removed_release, decision, seats, wait_us
FROM audit_judged
WHERE counts
