// Audit events for the journeys, made without knowing our code: clients with steady rates, one storm,
// errors and throttling at fixed places, so that every count on screen can be counted here too.
export interface AuditEvent {
  readonly auditID: string
  readonly verb: string
  readonly userAgent: string
  readonly code: number
  readonly resource: string
  readonly namespace: string
  readonly user: string
  readonly receivedAt: Date
  readonly latencyMs: number
}

interface Client {
  readonly userAgent: string
  readonly user: string
  readonly perMinute: number
  readonly calls: readonly (readonly [verb: string, resource: string, namespace: string])[]
}

export const storm = 'policy-agent/3.8.0 (linux/arm64)'

export const clients: readonly Client[] = [
  {
    userAgent: 'kubelet/v1.34.1 (linux/arm64) kubernetes/abc1234',
    user: 'system:node:ip-10-0-0-1',
    perMinute: 23,
    calls: [
      ['patch', 'nodes', ''],
      ['update', 'leases', 'kube-node-lease'],
      ['get', 'pods', 'payments'],
    ],
  },
  {
    userAgent: 'karpenter/1.9.0',
    user: 'system:serviceaccount:kube-system:karpenter',
    perMinute: 10,
    calls: [['list', 'nodeclaims', '']],
  },
  {
    userAgent: 'argocd-application-controller/v3.1.0',
    user: 'system:serviceaccount:argocd:argocd-application-controller',
    perMinute: 8,
    calls: [
      ['list', 'deployments', 'payments'],
      ['get', 'configmaps', 'search'],
    ],
  },
  {
    userAgent: 'kube-controller-manager/v1.34.1 (linux/arm64) kubernetes/abc1234/leader-election',
    user: 'system:kube-controller-manager',
    perMinute: 6,
    calls: [['update', 'endpointslices', 'search']],
  },
  {
    userAgent: 'prometheus/3.1.0',
    user: 'system:serviceaccount:monitoring:prometheus',
    perMinute: 4,
    calls: [['list', 'pods', '']],
  },
  {
    userAgent: storm,
    user: 'system:serviceaccount:policy-system:policy-agent',
    perMinute: 3,
    calls: [['list', 'pods', '']],
  },
  {
    userAgent: 'vault-agent/1.20',
    user: 'system:serviceaccount:vault:vault',
    perMinute: 2,
    calls: [['create', 'tokenreviews', '']],
  },
  {
    userAgent: 'kubectl/v1.34.0 (darwin/arm64)',
    user: 'alice@example.com',
    perMinute: 1,
    calls: [['get', 'secrets', 'vault']],
  },
]

const minuteMs = 60_000

/** Requests of a client in the n-th minute: steady, but for the storm from the 30th to the 66th. */
function rateOf(client: Client, minute: number): number {
  if (client.userAgent !== storm || minute < 30 || minute > 66) return client.perMinute
  return 94
}

/** 429 for a tenth of the storm, 404 for every seventh look at a secret, else 200. */
function codeOf(client: Client, minute: number, turn: number): number {
  if (client.userAgent === storm && minute >= 30 && minute <= 66 && turn % 10 === 9) return 429
  if (client.userAgent.startsWith('kubectl') && minute % 7 === 0) return 404
  return 200
}

/** `minutes` of traffic from `from` on; the same every time. */
export function auditEvents(from: Date, minutes: number, cluster = 'a'): AuditEvent[] {
  const events: AuditEvent[] = []
  for (let minute = 0; minute < minutes; minute += 1) {
    clients.forEach((client, place) => {
      const count = rateOf(client, minute)
      for (let turn = 0; turn < count; turn += 1) {
        const [verb, resource, namespace] = client.calls[turn % client.calls.length] ?? ['get', 'pods', '']
        const at = from.getTime() + minute * minuteMs + Math.floor((turn * minuteMs) / count)
        events.push({
          auditID: `${cluster}-${minute}-${place}-${turn}`,
          verb,
          resource,
          namespace,
          userAgent: client.userAgent,
          user: client.user,
          code: codeOf(client, minute, turn),
          receivedAt: new Date(at),
          latencyMs: client.userAgent === storm ? 840 : 3 + place,
        })
      }
    })
  }
  return events
}

/** More clients than a page of the table holds, one request each. */
export function manyClients(at: Date, count: number): AuditEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    auditID: `many-${index}`,
    verb: 'get',
    resource: 'pods',
    namespace: 'default',
    userAgent: `tool-${String(index).padStart(4, '0')}/1.0`,
    user: 'crowd',
    code: 200,
    receivedAt: new Date(at.getTime() + index),
    latencyMs: 2,
  }))
}

function wire(event: AuditEvent): string {
  const { auditID, verb, userAgent, code, resource, namespace, user, receivedAt, latencyMs } = event
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID,
    stage: 'ResponseComplete',
    requestURI: `/api/v1${scope}/${resource}`,
    verb,
    user: { username: user },
    sourceIPs: ['10.0.0.9'],
    userAgent,
    objectRef: { resource, namespace: namespace === '' ? undefined : namespace, apiVersion: 'v1' },
    responseStatus: { metadata: {}, code },
    requestReceivedTimestamp: receivedAt.toISOString(),
    stageTimestamp: new Date(receivedAt.getTime() + latencyMs).toISOString(),
  })
}

export const ndjson = (events: readonly AuditEvent[]): string => `${events.map(wire).join('\n')}\n`
