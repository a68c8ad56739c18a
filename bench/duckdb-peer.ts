// DuckDB as the peer of B1a: reads the same NDJSON file with read_json into a table of its own on disk,
// the fields a request is stored with, no de-duplication and no roll-ups. A dev-only dependency.
import { rmSync } from 'node:fs'

const statement = `
  CREATE TABLE requests AS
  SELECT auditID, stage, verb, requestURI, "user".username AS username, userAgent, sourceIPs[1] AS source,
    objectRef, responseStatus.code AS code, requestReceivedTimestamp, stageTimestamp, annotations
  FROM read_json($file, format = 'newline_delimited', columns = {
    auditID: 'VARCHAR', stage: 'VARCHAR', verb: 'VARCHAR', requestURI: 'VARCHAR', userAgent: 'VARCHAR',
    "user": 'STRUCT(username VARCHAR)', sourceIPs: 'VARCHAR[]', annotations: 'MAP(VARCHAR, VARCHAR)',
    objectRef: 'STRUCT(resource VARCHAR, namespace VARCHAR, name VARCHAR, apiGroup VARCHAR, apiVersion VARCHAR, subresource VARCHAR)',
    responseStatus: 'STRUCT(code INTEGER)',
    requestReceivedTimestamp: 'TIMESTAMP', stageTimestamp: 'TIMESTAMP'
  })`

/** Seconds until the table is durable. */
export async function readWithDuckDb(file: string, database: string): Promise<number> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  rmSync(database, { force: true })
  const instance = await DuckDBInstance.create(database)
  const connection = await instance.connect()
  try {
    const startedAt = performance.now()
    await connection.run(statement, { file })
    await connection.run('CHECKPOINT')
    return (performance.now() - startedAt) / 1_000
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(database, { force: true })
  }
}
