-- Objects of clusters as they stood and stand, and readings of API servers' own metrics. Each state is
-- written once, when it is first seen; `object_states` holds all of retention, `objects` the newest.

-- One row a state that was seen to differ from the one before. `version` orders the states of an object:
-- milliseconds of `observed_at` times 4096, plus a count within the millisecond.
CREATE TABLE IF NOT EXISTS object_landing (
  cluster_id String,
  kind String,
  uid String,
  version UInt64,
  namespace String,
  name String,
  resource_version String,
  observed_at DateTime64(3, 'UTC'),
  is_deleted UInt8,
  created_at DateTime('UTC'),
  owner_kind String,
  owner_name String,
  labels Map(String, String),
  node_name String,
  phase String,
  cpu_millicores UInt64,
  memory_bytes UInt64,
  gpus UInt32,
  facts String,
  fingerprint UInt64
) ENGINE = Null
-- statement
-- A deleted object keeps a last row that says so. Days are those of `observed_at`; before one is dropped,
-- what it holds of objects that live on is written again on the first day that stays.
CREATE TABLE IF NOT EXISTS object_states (
  cluster_id LowCardinality(String),
  kind LowCardinality(String),
  uid String,
  version UInt64,
  namespace String,
  name String,
  resource_version String,
  observed_at DateTime64(3, 'UTC'),
  is_deleted UInt8,
  created_at DateTime('UTC'),
  owner_kind LowCardinality(String),
  owner_name String,
  labels Map(LowCardinality(String), String),
  node_name String,
  phase LowCardinality(String),
  cpu_millicores UInt64,
  memory_bytes UInt64,
  gpus UInt32,
  facts String CODEC(ZSTD(3)),
  fingerprint UInt64
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMMDD(observed_at)
ORDER BY (cluster_id, kind, uid, version)
-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS object_states_mv TO object_states AS
SELECT * FROM object_landing
-- statement
-- The newest state of each object; deleted ones stay as a tombstone until retention takes them.
CREATE TABLE IF NOT EXISTS objects (
  cluster_id LowCardinality(String),
  kind LowCardinality(String),
  uid String,
  version UInt64,
  namespace String,
  name String,
  resource_version String,
  observed_at DateTime64(3, 'UTC'),
  is_deleted UInt8,
  created_at DateTime('UTC'),
  owner_kind LowCardinality(String),
  owner_name String,
  labels Map(LowCardinality(String), String),
  node_name String,
  phase LowCardinality(String),
  cpu_millicores UInt64,
  memory_bytes UInt64,
  gpus UInt32,
  facts String CODEC(ZSTD(3)),
  fingerprint UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (cluster_id, kind, uid)
-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS objects_mv TO objects AS
SELECT * FROM object_landing
-- statement
-- Readings as they stood; rates of counters are taken when they are read.
CREATE TABLE IF NOT EXISTS api_samples (
  cluster_id LowCardinality(String),
  metric LowCardinality(String),
  labels LowCardinality(String),
  at DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  value Float64 CODEC(Gorilla, ZSTD(1))
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMMDD(at)
ORDER BY (cluster_id, metric, labels, at)
