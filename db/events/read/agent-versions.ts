// Which versions of an agent talk, and in how many clusters each. Key: roll-ups by (grain, cluster, bucket);
// bound: `limit` versions an agent, the most widespread first, with how many there are in all.
import { z } from 'zod'
import type { AgentVersions } from '../../../domain/model/talker.ts'
import type { Events } from '../client.ts'
import { talkerSource } from './sealed-talkers.ts'
import { keyColumns } from './talker-dimensions.ts'
import type { SourceQuestion } from './talker-sql.ts'

const count = z.coerce.number()
const versionRow = z.object({
  k0: z.string(),
  k1: z.string(),
  clusters: count,
  requests: count,
  versions: count,
  agent_clusters: count,
})

export async function agentVersions(
  events: Events,
  args: SourceQuestion & { agents: readonly string[]; limit: number; signal?: AbortSignal | undefined },
): Promise<AgentVersions[]> {
  const source = await talkerSource(events, { ...args, where: { ...args.where, agent: [...args.agents] } })
  const rows = await events.rows({
    query: `
      SELECT k0, k1, uniqExact(cluster_id) AS clusters, sum(sent) AS requests,
        count() OVER (PARTITION BY k0) AS versions, any(of_agent) AS agent_clusters
      FROM (
        SELECT k0, k1, cluster_id, sent, length(groupUniqArray(cluster_id) OVER (PARTITION BY k0)) AS of_agent
        FROM (
          SELECT ${keyColumns(['agent', 'agentVersion'])}, cluster_id, sum(talker_rows.requests) AS sent
          FROM (${source.rows({ byCluster: true, hasSeats: false })}) AS talker_rows GROUP BY k0, k1, cluster_id))
      GROUP BY k0, k1
      ORDER BY k0, clusters DESC, requests DESC, k1
      LIMIT {limit:UInt32} BY k0`,
    params: { ...source.params, limit: args.limit },
    row: versionRow,
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const found = new Map<string, AgentVersions>()
  for (const row of rows) {
    const known = found.get(row.k0)
    const version = { version: row.k1, clusters: row.clusters, requests: row.requests }
    found.set(row.k0, {
      agent: row.k0,
      clusters: row.agent_clusters,
      versionsTotal: row.versions,
      versions: [...(known?.versions ?? []), version],
    })
  }
  return args.agents.flatMap((agent) => found.get(agent) ?? [])
}
