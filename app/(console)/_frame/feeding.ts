// The texts that feed this installation, for copying: each written for one server address, one cluster
// and one token, as docs/feeding.md writes them. A cluster id travels in the path, because an audit
// webhook can send no header of its own. Those for Amazon EKS are `feeding-aws.ts`. Holds text only.

export interface Feed {
  /** This server as its readers reach it: "http://127.0.0.1:3000". */
  readonly origin: string
  readonly clusterId: string
  /** The secret; null where the reader has it and the text names a variable instead. */
  readonly token: string | null
}

export const exampleCluster = 'my-cluster'
const defaultOrigin = 'http://127.0.0.1:3000'
/** What stands for a token that the reader has. */
const tokenVariable = '$PERIPLUS_TOKEN'

const auditPath = (clusterId: string): string => `/api/ingest/v1/clusters/${clusterId}/audit`

export const given = ({ token }: Feed): string => token ?? tokenVariable
/** As configuration files name variables of the environment. */
const fromEnvironment = ({ token }: Feed): string => token ?? ['$', '{PERIPLUS_TOKEN}'].join('')

function importOf(what: string, { origin, clusterId, token }: Feed): string {
  const url = origin === defaultOrigin ? '' : ` --url ${origin}`
  const secret = token === null ? '' : ` --token ${token}`
  return `npx periplus import audit ${what} --cluster ${clusterId}${url}${secret}`
}

export const importCommand = (feed: Feed): string => importOf('/var/log/kubernetes/audit.log', feed)

/** Starts this server so that it reads the file as it grows. */
export const followCommand = ({ clusterId }: Feed): string =>
  `PERIPLUS_FOLLOW_AUDIT=${clusterId}=/var/log/kubernetes/audit.log npx periplus serve`

export const gkeCommand = (feed: Feed): string =>
  `gcloud logging read 'resource.type="k8s_cluster" protoPayload.serviceName="k8s.io"' \\
  --freshness 1d --format json | ${importOf('-', feed)}`

/** Logstash's, from an event hub that the cluster's diagnostic settings send to. */
export function logstashConfig(feed: Feed): string {
  return `input {
  azure_event_hubs {
    event_hub_connections => ["\${EVENT_HUB_CONNECTION}"]
    codec => plain
  }
}
output {
  http {
    url => "${feed.origin}${auditPath(feed.clusterId)}"
    http_method => "post"
    format => "message"
    content_type => "application/json"
    message => "%{message}"
    headers => { "Authorization" => "Bearer ${fromEnvironment(feed)}" }
  }
}`
}

export function curlCommand(feed: Feed, tokenPath: string | null = null): string {
  const token = feed.token === null && tokenPath !== null ? `$(cat ${tokenPath})` : given(feed)
  return `curl -sS -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/x-ndjson" \\
  --data-binary @/var/log/kubernetes/audit.log \\
  ${feed.origin}${auditPath(feed.clusterId)}`
}

const isLoopbackOrigin = (origin: string): boolean =>
  /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::|$|\/)/.test(origin)

/** For a control-plane node elsewhere; null when this server's address is one that others can reach. */
export function tunnelCommand({ origin }: Feed): string | null {
  if (!isLoopbackOrigin(origin)) return null
  const { port: named, protocol } = new URL(origin)
  const port = named === '' ? { 'http:': 80, 'https:': 443 }[protocol] : named
  return `ssh -N -R ${port}:127.0.0.1:${port} root@CONTROL-PLANE-NODE`
}

export function webhookKubeconfig(feed: Feed): string {
  const authority = feed.origin.startsWith('https:')
    ? '\n      # of a certificate of your own: certificate-authority: /etc/kubernetes/pki/periplus-ca.crt'
    : ''
  return `apiVersion: v1
kind: Config
clusters:
  - name: periplus
    cluster:
      server: ${feed.origin}${auditPath(feed.clusterId)}${authority}
users:
  - name: periplus
    user:
      token: ${given(feed)}
contexts:
  - name: periplus
    context: { cluster: periplus, user: periplus }
current-context: periplus`
}

export const webhookFlags = `--audit-policy-file=/etc/kubernetes/audit-policy.yaml
--audit-webhook-config-file=/etc/kubernetes/periplus.yaml
--audit-webhook-batch-max-wait=5s`

/** Where kube-apiserver is a static pod: it sees no file of its node that is not mounted. */
export const webhookMounts = `    volumeMounts:
    - { name: audit-policy, mountPath: /etc/kubernetes/audit-policy.yaml, readOnly: true }
    - { name: periplus, mountPath: /etc/kubernetes/periplus.yaml, readOnly: true }
  volumes:
  - { name: audit-policy, hostPath: { path: /etc/kubernetes/audit-policy.yaml, type: File } }
  - { name: periplus, hostPath: { path: /etc/kubernetes/periplus.yaml, type: File } }`

export const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    nonResourceURLs: ["/healthz*", "/livez*", "/readyz*"]
  - level: Metadata`

export function vectorConfig(feed: Feed): string {
  return `sources:
  audit:
    type: file
    include: [/var/log/kubernetes/audit.log]
sinks:
  periplus:
    type: http
    inputs: [audit]
    uri: ${feed.origin}${auditPath(feed.clusterId)}
    method: post
    encoding: { codec: text }
    framing: { method: newline_delimited }
    compression: gzip
    auth: { strategy: bearer, token: "${fromEnvironment(feed)}" }`
}

export function fluentBitConfig(feed: Feed): string {
  const { hostname, port, protocol } = new URL(feed.origin)
  const secure = protocol === 'https:'
  return `[INPUT]
    Name           tail
    Path           /var/log/kubernetes/audit.log
    Parser         json
[OUTPUT]
    Name           http
    Match          *
    Host           ${hostname}
    Port           ${port === '' ? (secure ? '443' : '80') : port}
    URI            ${auditPath(feed.clusterId)}
    Format         json_lines
    Json_date_key  false
    Compress       gzip${secure ? '\n    tls            On' : ''}
    Header         Authorization Bearer ${fromEnvironment(feed)}`
}
