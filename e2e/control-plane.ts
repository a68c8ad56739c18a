// What a stand-in's API server tells of its control plane, reading by reading, and a workload that its recorded
// pods belong to. The truth of the journey follows from here.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ApiServer, startApiServer } from './api-server.ts'
import { ndjson } from './audit-events.ts'
import { type Installation, startInstallation } from './installation.ts'

const level = 'priority_level="workload-low"'
const database = 'etcd_request_duration_seconds'
const update = 'operation="update",type="pods"'
export const rejectedEachTurn = 120
/** Two flow schemas of one level, another level, 429s from the second reading on; of its database three in four are fast. */
export const metrics = (turn: number): string => `process_start_time_seconds 1.7e+09
apiserver_flowcontrol_current_executing_seats{flow_schema="a",${level}} ${100 + 20 * turn}
apiserver_flowcontrol_current_executing_seats{flow_schema="b",${level}} 5
apiserver_flowcontrol_current_executing_seats{flow_schema="c",priority_level="system"} 7
apiserver_flowcontrol_nominal_limit_seats{${level}} 245
apiserver_flowcontrol_nominal_limit_seats{priority_level="system"} 74
apiserver_flowcontrol_current_inqueue_requests{flow_schema="a",${level}} 3
apiserver_current_inflight_requests{request_kind="mutating"} 3
apiserver_current_inflight_requests{request_kind="readOnly"} ${11 + turn}
apiserver_storage_size_bytes{storage_cluster_id="etcd-0"} 2.5e+09
${database}_bucket{${update},le="0.025"} ${300 * turn}
${database}_bucket{${update},le="+Inf"} ${400 * turn}
${database}_sum{${update}} ${8 * turn}
${database}_count{${update}} ${400 * turn}
${turn === 0 ? '' : `apiserver_flowcontrol_rejected_requests_total{flow_schema="a",${level},reason="queue-full"} ${rejectedEachTurn * turn}`}
`
export const seatsAt = (turn: number) => 112 + 20 * turn
export const nominal = 245 + 74
const meta = (name: string, uid: string, rest: object = {}) => ({
  ...{ name, uid, namespace: 'kube-system', resourceVersion: '1', creationTimestamp: '2026-11-01T00:00:00Z' },
  ...rest,
})
const ownedBy = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'coredns', uid: 'd1', controller: true }]

export const dnsLists = {
  '/apis/apps/v1/deployments': [
    { metadata: meta('coredns', 'd1', { labels: { team: 'dns' } }), spec: {}, status: {} },
  ],
  '/apis/apps/v1/replicasets': [
    { metadata: meta('coredns-6f6b679f8f', 'r1', { ownerReferences: ownedBy }), spec: {}, status: {} },
  ],
}

export interface Harbour {
  readonly apiServer: ApiServer
  readonly server: Installation
  stop(): Promise<void>
}

const user = '{ name: reader, user: { token: first } }'
const owner = '{ id: dns, name: Naming, contact: "#naming" }'
const rule = `{ on: workload-label, key: team, values: [dns], owner: ${owner} }`

const kubeconfig = (url: string) => `apiVersion: v1
kind: Config
clusters: [{ name: harbour, cluster: { server: "${url}" } }]
users: [${user}]
contexts: [{ name: harbour, context: { cluster: harbour, user: reader } }]
`

/** An installation that reads one stand-in, and was sent one event of it and of a cluster that nobody reads. */
export async function startHarbour(): Promise<Harbour> {
  const folder = mkdtempSync(path.join(tmpdir(), 'periplus-capacity-'))
  const apiServer = await startApiServer('first', { metrics, lists: dnsLists })
  writeFileSync(path.join(folder, 'kubeconfig'), kubeconfig(apiServer.url))
  writeFileSync(path.join(folder, 'periplus.yaml'), `owners: [${rule}]\n`)
  const server = await startInstallation(new Date(), {
    PERIPLUS_CLOCK: 'system',
    PERIPLUS_CONFIG: path.join(folder, 'periplus.yaml'),
    KUBECONFIG: path.join(folder, 'kubeconfig'),
    PERIPLUS_KUBE_CONTEXTS: 'harbour',
  })
  const event = {
    ...{ auditID: 'one', verb: 'list', userAgent: 'coredns/1.11.3', code: 200, resource: 'endpointslices' },
    ...{ namespace: '', user: 'system:serviceaccount:kube-system:coredns', latencyMs: 4 },
    receivedAt: new Date(Date.now() - 60_000),
  }
  for (const cluster of ['harbour', 'quiet']) await server.feed(cluster, ndjson([event]))
  const stop = async () => {
    await server.stop()
    await apiServer.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { apiServer, server, stop }
}
