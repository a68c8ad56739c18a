-- Hours of a cluster's audit log as CloudWatch Logs Insights added them up (docs/adr/0004-hours-by-logs-insights.md).
-- Rows of one hour carry the id of the reading that brought them; only the newest whole reading is read.
CREATE TABLE IF NOT EXISTS log_talkers (
  cluster_id LowCardinality(String),
  bucket DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  reading_id UInt64 CODEC(ZSTD(1)),
  key LowCardinality(UInt64) CODEC(ZSTD(1)),
  requests UInt64 CODEC(T64, ZSTD(1)),
  throttled UInt64 CODEC(T64, ZSTD(1)),
  disruption_blocked UInt64 CODEC(T64, ZSTD(1)),
  errors UInt64 CODEC(T64, ZSTD(1)),
  aborted UInt64 CODEC(T64, ZSTD(1)),
  long_running UInt64 CODEC(T64, ZSTD(1)),
  latency_us UInt64 CODEC(T64, ZSTD(1)),
  seat_more_us Int64 CODEC(T64, ZSTD(1)),
  first_after UInt32 CODEC(T64, ZSTD(1)),
  last_after UInt32 CODEC(T64, ZSTD(1))
) ENGINE = MergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (cluster_id, bucket, reading_id, key)
SETTINGS allow_suspicious_low_cardinality_types = 1
-- statement
-- Readings. A whole one is written after its rows are durable; the others say only what they scanned.
CREATE TABLE IF NOT EXISTS log_readings (
  cluster_id LowCardinality(String),
  bucket DateTime('UTC') CODEC(Delta, ZSTD(1)),
  reading_id UInt64 CODEC(ZSTD(1)),
  source_id LowCardinality(String),
  is_whole UInt8,
  read_at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  requests UInt64 CODEC(T64, ZSTD(1)),
  unnamed UInt64 CODEC(T64, ZSTD(1)),
  bytes_scanned UInt64 CODEC(T64, ZSTD(1))
) ENGINE = MergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (cluster_id, bucket, reading_id)
