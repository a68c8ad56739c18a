// Turns our table definitions into those of a replicated, sharded ClickHouse cluster. Pure text to
// text, for the few statement shapes our migrations use; anything else is refused, not guessed.
//
// A MergeTree table becomes `<name>_local` (replicated) behind a Distributed table of its old name, so
// that every query and view keeps its words. Shards follow the cluster id: all rows of one Kubernetes
// cluster live together. Null tables and materialized views exist on every node: whichever node takes an
// insert judges it and sends each row to its shard.

const createTable = /^CREATE TABLE IF NOT EXISTS (\w+) \(([\s\S]*)\) ENGINE = (\w+)(?:\(([^)]*)\))?([\s\S]*)$/
const createView = /^CREATE MATERIALIZED VIEW IF NOT EXISTS (\w+) TO (\w+) AS([\s\S]*)$/
const addColumn = /^ALTER TABLE (\w+) (ADD COLUMN IF NOT EXISTS [\s\S]*)$/
const modifyStored = /^ALTER TABLE (\w+)\s+(MODIFY (?:COLUMN|SETTING) [\s\S]*)$/
const modifyView = /^ALTER TABLE (\w+_mv) (MODIFY QUERY[\s\S]*)$/

/** Tables of the engine Null, which keep nothing and so lie nowhere: their names end like this. */
export const nullTable = /_(landing|judged)$/

export interface ClusterPlace {
  /** The cluster of ClickHouse's own configuration. */
  readonly cluster: string
  /** Database on every node of it. */
  readonly database: string
}

/**
 * What a cluster needs beyond a single server: an insert returns when its rows are on their shard and on
 * a majority of its replicas, a question sees them there, and sub-queries mean all shards.
 */
export const clusterSettings = {
  distributed_foreground_insert: 1,
  distributed_product_mode: 'global',
  insert_quorum: 'auto',
  load_balancing: 'in_order',
} as const

/** Removes comment lines, which may stand before a statement. */
export function withoutComments(statement: string): string {
  return statement
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('--'))
    .join('\n')
    .trim()
}

/** A name that can stand in quotes. Throws for what no ClickHouse configuration calls a cluster. */
function quoted(name: string): string {
  if (!/^[A-Za-z0-9_.{}-]+$/.test(name)) throw new Error(`not a name of a cluster or database: ${name}`)
  return `'${name}'`
}

function shardingKey(columns: string): string {
  if (/^\s*cluster_id /m.test(columns)) return 'cityHash64(cluster_id)'
  // Shared by all clusters: the key decides, so that repeats of a key meet on one shard.
  if (/^\s*key_id /m.test(columns)) return 'key_id'
  return 'rand()'
}

/** A change of what stands already; undefined when the statement is none. */
function alterations(sql: string, onCluster: string): string[] | undefined {
  const [, view, query] = modifyView.exec(sql) ?? []
  if (view !== undefined) return [`ALTER TABLE ${view} ${onCluster} ${query}`]
  const [, stored, change] = modifyStored.exec(sql) ?? []
  // How rows are stored is the affair of the tables that store them; what keeps none changes itself.
  if (stored !== undefined) {
    return [`ALTER TABLE ${nullTable.test(stored) ? stored : `${stored}_local`} ${onCluster} ${change}`]
  }
  const [, table, column] = addColumn.exec(sql) ?? []
  if (table === undefined) return undefined
  // The rows first, so that what asks through the distributed table finds the column on every shard.
  const holders = nullTable.test(table) ? [table] : [`${table}_local`, table]
  return holders.map((holder) => `ALTER TABLE ${holder} ${onCluster} ${column}`)
}

/** Statements for a cluster, in order. */
export function clusterStatements(statement: string, place: ClusterPlace): string[] {
  const sql = withoutComments(statement)
  const onCluster = `ON CLUSTER ${quoted(place.cluster)}`
  const altered = alterations(sql, onCluster)
  if (altered !== undefined) return altered
  const view = createView.exec(sql)
  if (view) {
    const [, own = '', target = '', body = ''] = view
    return [`CREATE MATERIALIZED VIEW IF NOT EXISTS ${own} ${onCluster} TO ${target} AS${body}`]
  }
  const table = createTable.exec(sql)
  if (!table) throw new Error(`no cluster form is known for: ${sql.slice(0, 80)}`)
  const [, own = '', columns = '', engine = '', parameters = '', rest = ''] = table
  if (engine === 'Null') {
    return [`CREATE TABLE IF NOT EXISTS ${own} ${onCluster} (${columns}) ENGINE = Null${rest}`]
  }
  if (!engine.endsWith('MergeTree')) throw new Error(`no cluster form is known for the engine ${engine}`)
  const local = `${own}_local`
  const keeper = `'/clickhouse/tables/{shard}/{database}/${local}', '{replica}'`
  const replicated = `Replicated${engine}(${[keeper, parameters.trim()].filter((part) => part !== '').join(', ')})`
  const shards = [quoted(place.cluster), quoted(place.database), quoted(local), shardingKey(columns)]
  return [
    `CREATE TABLE IF NOT EXISTS ${local} ${onCluster} (${columns}) ENGINE = ${replicated}${rest}`,
    `CREATE TABLE IF NOT EXISTS ${own} ${onCluster} AS ${local} ENGINE = Distributed(${shards.join(', ')})`,
  ]
}

export interface Partitions {
  /** The table that holds the bytes. */
  readonly tableOf: (table: string) => string
  /** What lists their parts, on all nodes. */
  readonly parts: string
  /** Follows the table's name in ALTER TABLE. */
  readonly onCluster: string
}

/** Where the partitions of our tables lie, on one server or on a cluster. */
export function partitionsOf(cluster: string | null): Partitions {
  if (cluster === null) return { tableOf: (table) => table, parts: 'system.parts', onCluster: '' }
  return {
    tableOf: (table) => `${table}_local`,
    parts: `clusterAllReplicas(${quoted(cluster)}, system.parts)`,
    onCluster: ` ON CLUSTER ${quoted(cluster)}`,
  }
}
