// Which kinds of objects are stored of a cluster, whatever became of them. Key: (cluster, kind); reads the
// rows of one cluster, of one column. It is what our own sources remember, so it takes no scope.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Events } from '../client.ts'

export async function storedKinds(events: Events, args: { clusterId: ClusterId }): Promise<string[]> {
  const rows = await events.rows({
    query: 'SELECT DISTINCT kind FROM objects WHERE cluster_id = {cluster:String} LIMIT 1000',
    params: { cluster: args.clusterId },
    row: z.object({ kind: z.string() }),
  })
  return rows.map(({ kind }) => kind)
}
