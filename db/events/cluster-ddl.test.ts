import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clusterStatements, nullTable, partitionsOf, withoutComments } from './cluster-ddl.ts'

const place = { cluster: 'main', database: 'periplus' }

const forms = [
  {
    name: 'rows of Kubernetes clusters, sharded by them',
    embedded: `-- What it is.
CREATE TABLE IF NOT EXISTS raw (
  cluster_id LowCardinality(String),
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  INDEX by_at at TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(at)
PARTITION BY toYYYYMMDD(at)
ORDER BY (cluster_id, at)`,
    cluster: [
      `CREATE TABLE IF NOT EXISTS raw_local ON CLUSTER 'main' (
  cluster_id LowCardinality(String),
  at DateTime('UTC') CODEC(Delta, ZSTD(1)),
  INDEX by_at at TYPE minmax GRANULARITY 1
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/raw_local', '{replica}', at)
PARTITION BY toYYYYMMDD(at)
ORDER BY (cluster_id, at)`,
      `CREATE TABLE IF NOT EXISTS raw ON CLUSTER 'main' AS raw_local ENGINE = Distributed('main', 'periplus', 'raw_local', cityHash64(cluster_id))`,
    ],
  },
  {
    name: 'an engine without parameters',
    embedded: `CREATE TABLE IF NOT EXISTS keys (
  key_id UInt64
) ENGINE = MergeTree
ORDER BY key_id`,
    cluster: [
      `CREATE TABLE IF NOT EXISTS keys_local ON CLUSTER 'main' (
  key_id UInt64
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/keys_local', '{replica}')
ORDER BY key_id`,
      `CREATE TABLE IF NOT EXISTS keys ON CLUSTER 'main' AS keys_local ENGINE = Distributed('main', 'periplus', 'keys_local', key_id)`,
    ],
  },
  {
    name: 'an engine that knows deleted rows, and settings of the table',
    embedded: `CREATE TABLE IF NOT EXISTS objects (
  cluster_id LowCardinality(String),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY cluster_id
SETTINGS allow_experimental_replacing_merge_with_cleanup = 1`,
    cluster: [
      `CREATE TABLE IF NOT EXISTS objects_local ON CLUSTER 'main' (
  cluster_id LowCardinality(String),
  version UInt64,
  is_deleted UInt8
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/objects_local', '{replica}', version, is_deleted)
ORDER BY cluster_id
SETTINGS allow_experimental_replacing_merge_with_cleanup = 1`,
      `CREATE TABLE IF NOT EXISTS objects ON CLUSTER 'main' AS objects_local ENGINE = Distributed('main', 'periplus', 'objects_local', cityHash64(cluster_id))`,
    ],
  },
  {
    name: 'bookkeeping, spread evenly',
    embedded: 'CREATE TABLE IF NOT EXISTS notes (name String) ENGINE = AggregatingMergeTree() ORDER BY name',
    cluster: [
      `CREATE TABLE IF NOT EXISTS notes_local ON CLUSTER 'main' (name String) ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/{database}/notes_local', '{replica}') ORDER BY name`,
      `CREATE TABLE IF NOT EXISTS notes ON CLUSTER 'main' AS notes_local ENGINE = Distributed('main', 'periplus', 'notes_local', rand())`,
    ],
  },
  {
    name: 'a landing table',
    embedded: 'CREATE TABLE IF NOT EXISTS landing (cluster_id String) ENGINE = Null',
    cluster: [`CREATE TABLE IF NOT EXISTS landing ON CLUSTER 'main' (cluster_id String) ENGINE = Null`],
  },
  {
    name: 'a view, its words untouched',
    embedded: `CREATE MATERIALIZED VIEW IF NOT EXISTS raw_mv TO raw AS
SELECT cluster_id, at FROM landing WHERE x != ') ENGINE = Null'`,
    cluster: [
      `CREATE MATERIALIZED VIEW IF NOT EXISTS raw_mv ON CLUSTER 'main' TO raw AS
SELECT cluster_id, at FROM landing WHERE x != ') ENGINE = Null'`,
    ],
  },
  {
    name: 'a new column, where the rows lie and where they are asked for',
    embedded: 'ALTER TABLE dirty ADD COLUMN IF NOT EXISTS n SimpleAggregateFunction(sum, UInt64)',
    cluster: [
      `ALTER TABLE dirty_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS n SimpleAggregateFunction(sum, UInt64)`,
      `ALTER TABLE dirty ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS n SimpleAggregateFunction(sum, UInt64)`,
    ],
  },
  {
    name: 'a new column of a table that keeps nothing',
    embedded: 'ALTER TABLE x_judged ADD COLUMN IF NOT EXISTS a String',
    cluster: [`ALTER TABLE x_judged ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS a String`],
  },
  {
    name: 'columns written otherwise, where the rows lie',
    embedded: 'ALTER TABLE dirty\n  MODIFY COLUMN a UInt8 CODEC(ZSTD(1)),\n  MODIFY COLUMN b String',
    cluster: [
      `ALTER TABLE dirty_local ON CLUSTER 'main' MODIFY COLUMN a UInt8 CODEC(ZSTD(1)),\n  MODIFY COLUMN b String`,
    ],
  },
  {
    name: 'more members of what a table that keeps nothing takes',
    embedded: 'ALTER TABLE x_landing MODIFY COLUMN a Tuple(b String, c String)',
    cluster: [`ALTER TABLE x_landing ON CLUSTER 'main' MODIFY COLUMN a Tuple(b String, c String)`],
  },
  {
    name: 'a setting of how rows are stored',
    embedded: 'ALTER TABLE dirty MODIFY SETTING old_parts_lifetime = 60',
    cluster: [`ALTER TABLE dirty_local ON CLUSTER 'main' MODIFY SETTING old_parts_lifetime = 60`],
  },
  {
    name: 'a view that asks otherwise',
    embedded: 'ALTER TABLE raw_mv MODIFY QUERY\nSELECT 1',
    cluster: [`ALTER TABLE raw_mv ON CLUSTER 'main' MODIFY QUERY\nSELECT 1`],
  },
]

describe('clusterStatements', () => {
  it.each(forms)('replicates and distributes $name', ({ embedded, cluster }) => {
    expect(clusterStatements(embedded, place)).toEqual(cluster)
  })

  it.each([
    ['CREATE TABLE t (a UInt8) ENGINE = Log', 'no cluster form is known for'],
    ['CREATE TABLE IF NOT EXISTS t (a UInt8) ENGINE = Log', 'no cluster form is known for the engine Log'],
    ['ALTER TABLE t ADD COLUMN a UInt8', 'no cluster form is known for'],
    ['ALTER TABLE t DROP COLUMN a', 'no cluster form is known for'],
    ['INSERT INTO t SELECT 1', 'no cluster form is known for'],
    ['', 'no cluster form is known for'],
  ])('refuses what it does not know: %s', (statement, words) => {
    expect(() => clusterStatements(statement, place)).toThrow(words)
  })

  it.each(["it's", '', 'a b', 'x)'])('refuses names that do not fit in quotes: %s', (cluster) => {
    const table = 'CREATE TABLE IF NOT EXISTS t (a UInt8) ENGINE = Null'
    expect(() => clusterStatements(table, { ...place, cluster })).toThrow('not a name')
  })

  it('knows every statement of our own migrations, and shards every table of theirs by cluster or key', () => {
    const folder = new URL('migrations/', import.meta.url)
    const statements = readdirSync(folder)
      .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/^-- statement$/m))
      .map(withoutComments)
      .filter((statement) => statement !== '')
      .flatMap((statement) => clusterStatements(statement, place))
    expect(statements.length).toBeGreaterThan(10)
    const spread = statements.filter((statement) => statement.includes('= Distributed('))
    expect(spread.length).toBeGreaterThan(4)
    for (const statement of spread) {
      expect(statement).toMatch(/, (cityHash64\(cluster_id\)|key_id)\)$/)
    }
    for (const statement of statements) expect(statement).toContain(`ON CLUSTER 'main'`)
    const made = statements.flatMap(
      (statement) => /^CREATE TABLE IF NOT EXISTS (\w+)/.exec(statement)?.[1] ?? [],
    )
    const keepsNothing = statements
      .filter((statement) => /ENGINE = Null/.test(statement))
      .map((statement) => /EXISTS (\w+)/.exec(statement)?.[1])
    expect(made.filter((name) => nullTable.test(name))).toEqual(keepsNothing)
  })
})

describe('partitionsOf', () => {
  it('drops them where the bytes lie', () => {
    const single = partitionsOf(null)
    expect([single.tableOf('raw'), single.parts, single.onCluster]).toEqual(['raw', 'system.parts', ''])
    const many = partitionsOf('main')
    expect([many.tableOf('raw'), many.parts, many.onCluster]).toEqual([
      'raw_local',
      `clusterAllReplicas('main', system.parts)`,
      ` ON CLUSTER 'main'`,
    ])
  })
})
