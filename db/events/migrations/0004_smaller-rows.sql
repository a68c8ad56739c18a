-- The same rows in fewer bytes. Nothing is copied: columns are written differently from here on, and what
-- lies there already is read as it lies and gets smaller when it is merged.

-- A byte that says which of a few texts is meant takes half a byte, if the codec counts how often each is.
ALTER TABLE audit_raw
  MODIFY COLUMN version UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN is_long UInt8 CODEC(ZSTD(1)),
  MODIFY COLUMN is_timed UInt8 CODEC(ZSTD(1)),
  MODIFY COLUMN verb LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN api_group LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN api_version LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN resource LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN subresource LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN namespace LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN path LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN user LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN impersonated_user LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN user_agent LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN source_ip LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN is_aborted UInt8 CODEC(ZSTD(1)),
  MODIFY COLUMN is_throttled UInt8 CODEC(ZSTD(1)),
  MODIFY COLUMN is_disruption_blocked UInt8 CODEC(ZSTD(1)),
  MODIFY COLUMN is_deprecated UInt8 CODEC(ZSTD(1)),
  MODIFY COLUMN removed_release LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN decision LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN seats UInt8 CODEC(ZSTD(1))
-- statement
-- What a roll-up row is about: one of a few thousand keys of its part, where its hash would take half of
-- the row. Rows written from here on have 0 in key_id.
ALTER TABLE talkers ADD COLUMN IF NOT EXISTS key LowCardinality(UInt64) DEFAULT key_id CODEC(ZSTD(1))
  SETTINGS allow_suspicious_low_cardinality_types = 1
-- statement
-- Most requests take one seat, or none when they were throttled: the difference is nearly always 0.
-- Takes the place of seat_us.
ALTER TABLE talkers ADD COLUMN IF NOT EXISTS seat_more_us Int64
  DEFAULT toInt64(seat_us) - toInt64(latency_us) CODEC(T64, ZSTD(1))
-- statement
-- Seconds from the start of the bucket to its first request, and from there to its last. Take the places
-- of first_at and last_at.
ALTER TABLE talkers ADD COLUMN IF NOT EXISTS first_after UInt32
  DEFAULT toUInt32(first_at - bucket) CODEC(T64, ZSTD(1))
-- statement
ALTER TABLE talkers ADD COLUMN IF NOT EXISTS last_after UInt32
  DEFAULT toUInt32(last_at - first_at) CODEC(T64, ZSTD(1))
-- statement
-- The histogram as the first class that has requests, and the counts of the classes from there on without
-- a gap. Take the places of latency_classes and latency_counts.
ALTER TABLE talkers ADD COLUMN IF NOT EXISTS latency_from UInt8 DEFAULT latency_classes[1] CODEC(ZSTD(1))
-- statement
ALTER TABLE talkers ADD COLUMN IF NOT EXISTS latency_run Array(UInt32)
  DEFAULT arrayMap(class -> latency_counts[indexOf(latency_classes, class)],
    range(toUInt16(latency_classes[1]), toUInt16(if(empty(latency_classes), 0, latency_classes[-1] + 1))))
  CODEC(T64, ZSTD(1))
-- statement
ALTER TABLE talkers
  MODIFY COLUMN requests UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN throttled UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN disruption_blocked UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN errors UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN aborted UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN long_running UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN latency_us UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN seat_us UInt64 CODEC(T64, ZSTD(1)),
  MODIFY COLUMN latency_classes Array(UInt8) CODEC(ZSTD(1)),
  MODIFY COLUMN latency_counts Array(UInt32) CODEC(T64, ZSTD(1)),
  MODIFY COLUMN first_at DateTime('UTC') CODEC(T64, ZSTD(1)),
  MODIFY COLUMN last_at DateTime('UTC') CODEC(T64, ZSTD(1))
-- statement
ALTER TABLE seals
  MODIFY COLUMN bucket DateTime('UTC') CODEC(Delta, ZSTD(1)),
  MODIFY COLUMN seal_id UInt64 CODEC(ZSTD(1)),
  MODIFY COLUMN touches UInt64 CODEC(T64, ZSTD(1))
-- statement
ALTER TABLE audit_dirty
  MODIFY COLUMN bucket DateTime('UTC') CODEC(Delta, ZSTD(1)),
  MODIFY COLUMN touches SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  MODIFY COLUMN events SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  MODIFY COLUMN newest_at SimpleAggregateFunction(max, DateTime64(6, 'UTC')) CODEC(Delta, ZSTD(1)),
  MODIFY COLUMN last_touched SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  MODIFY COLUMN countable SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))
-- statement
-- Parts that were merged into others stay for a while, in case the machine goes down before the merged one
-- is on its disk; systems write out within half a minute. At 50,000 events a second, eight minutes of them
-- (the default) are gigabytes.
ALTER TABLE audit_raw MODIFY SETTING old_parts_lifetime = 120
-- statement
ALTER TABLE talkers MODIFY SETTING old_parts_lifetime = 120
-- statement
ALTER TABLE talker_keys MODIFY SETTING old_parts_lifetime = 120
-- statement
ALTER TABLE seals MODIFY SETTING old_parts_lifetime = 120
-- statement
ALTER TABLE audit_dirty MODIFY SETTING old_parts_lifetime = 120
