-- Objects of clusters as they stood and stand, and readings of API servers' own metrics. Each state is
-- written once, when it is first seen; `object_states` holds all of retention, `objects` the newest.

-- One row a state that was seen to differ from the one before. `version` orders the states of an object:
-- the millisecond it was learned in times 4096, plus a count within the millisecond.
CREATE TABLE IF NOT EXISTS object_landing (
  cluster_id String,
  kind String,
  uid String,
  version UInt64,
  namespace String,
  name String,
  resource_version String,
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
-- A deleted object keeps a last row that says so. `day` is that of the version; before a day is dropped,
-- what it holds of objects that live on is written again, under its version, on the first day that stays.
-- An object keeps its namespace and name, so pages of a namespace lie together.
CREATE TABLE IF NOT EXISTS object_states (
  day DateTime('UTC'),
  cluster_id LowCardinality(String),
  kind LowCardinality(String),
  uid String,
  version UInt64,
  namespace LowCardinality(String),
  name String,
  resource_version String,
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
PARTITION BY toYYYYMMDD(day)
ORDER BY (cluster_id, kind, namespace, name, uid, version)
-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS object_states_mv TO object_states AS
SELECT toDateTime(intDiv(version, 4096 * 86400000) * 86400, 'UTC') AS day, *
FROM object_landing
-- statement
-- The newest state of each object. FINAL leaves deleted ones out; a job cleans them away.
CREATE TABLE IF NOT EXISTS objects (
  cluster_id LowCardinality(String),
  kind LowCardinality(String),
  uid String,
  version UInt64,
  namespace LowCardinality(String),
  name String,
  resource_version String,
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
) ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (cluster_id, kind, namespace, name, uid)
SETTINGS allow_experimental_replacing_merge_with_cleanup = 1
-- statement
CREATE MATERIALIZED VIEW IF NOT EXISTS objects_mv TO objects AS
SELECT * FROM object_landing
-- statement
-- Days on which every object of a cluster that was alive at their start has a row of its own: states of
-- later instants are found without reading any day before. A row is written when its objects are durable.
CREATE TABLE IF NOT EXISTS object_keyframes (
  cluster_id LowCardinality(String),
  day DateTime('UTC')
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMMDD(day)
ORDER BY (cluster_id, day)
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
