-- Of a request's query the values of a closed list of the API server's own parameters are stored, and of
-- every other the name alone: `command=` of an exec or a `token=` may be a secret, and so may whatever is
-- sent through a proxy. The same rules, and patterns, as in ingest/audit-events/request-uri.ts, which
-- has the reasons; most queries are known whole by one match and stay as they are.
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
  source_ip, is_aborted, is_throttled, is_disruption_blocked, is_deprecated, removed_release, decision, seats
FROM audit_judged
WHERE counts
-- statement
-- As in 0002, and the values in a path left out, slashes as they are.
ALTER TABLE audit_rejects_mv MODIFY QUERY
SELECT
  cluster_id, body_id, line, reason,
  replaceAll(toJSONString(mapFilter((field, text) -> text != '', map(
    'auditID', leftUTF8(audit_id, 128),
    'stage', leftUTF8(stage, 64),
    'verb', leftUTF8(verb, 64),
    'user.username', user,
    'userAgent', user_agent,
    'resource', concat(resource, if(subresource = '', '', concat('/', subresource))),
    'namespace', namespace,
    'name', name,
    'path', replaceRegexpAll(path, '([=;#]|%3[BbDd])[^/]*', '\\1…'),
    'requestReceivedTimestamp', if(match(received_text, '^[0-9TZtz:.+ -]*$'), leftUTF8(received_text, 64), '…'),
    'stageTimestamp', if(match(staged_text, '^[0-9TZtz:.+ -]*$'), leftUTF8(staged_text, 64), '…')))), '\\/', '/') AS excerpt,
  heard_at AS rejected_at
FROM audit_judged
WHERE reason != ''
