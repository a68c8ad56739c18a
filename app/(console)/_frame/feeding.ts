// The texts that feed this installation, for copying: each written for one server address, one cluster
// and one token, as docs/feeding.md writes them. A cluster id travels in the path, because an audit
// webhook can send no header of its own. Holds text only; it asks nothing.

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
export const tokenVariable = '$PERIPLUS_TOKEN'

const auditPath = (clusterId: string): string => `/api/ingest/v1/clusters/${clusterId}/audit`

const given = ({ token }: Feed): string => token ?? tokenVariable
/** As configuration files name variables of the environment. */
const fromEnvironment = ({ token }: Feed): string => token ?? ['$', '{PERIPLUS_TOKEN}'].join('')

export function importCommand({ origin, clusterId, token }: Feed): string {
  const url = origin === defaultOrigin ? '' : ` --url ${origin}`
  const secret = token === null ? '' : ` --token ${token}`
  return `npx periplus import audit /var/log/kubernetes/audit.log --cluster ${clusterId}${url}${secret}`
}

export function curlCommand(feed: Feed, tokenPath: string | null = null): string {
  const token = feed.token === null && tokenPath !== null ? `$(cat ${tokenPath})` : given(feed)
  return `curl -sS -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/x-ndjson" \\
  --data-binary @/var/log/kubernetes/audit.log \\
  ${feed.origin}${auditPath(feed.clusterId)}`
}

export function webhookKubeconfig(feed: Feed): string {
  return `apiVersion: v1
kind: Config
clusters:
  - name: periplus
    cluster:
      server: ${feed.origin}${auditPath(feed.clusterId)}
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
--audit-webhook-config-file=/etc/kubernetes/periplus.yaml`

export const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    nonResourceURLs: ["/healthz*", "/livez*", "/readyz*"]
  - level: Metadata`

export const enableEksAudit = (name: string): string => `aws eks update-cluster-config --name ${name} \\
  --logging '{"clusterLogging":[{"types":["audit"],"enabled":true}]}'`

export function firehoseCommand(feed: Feed): string {
  return `aws firehose create-delivery-stream --delivery-stream-name periplus-audit \\
  --http-endpoint-destination-configuration "$(cat <<EOF
{
  "EndpointConfiguration": {
    "Name": "periplus",
    "Url": "${feed.origin}/api/ingest/v1/firehose",
    "AccessKey": "${given(feed)}"
  },
  "RequestConfiguration": { "ContentEncoding": "GZIP" },
  "BufferingHints": { "IntervalInSeconds": 60, "SizeInMBs": 4 },
  "S3BackupMode": "FailedDataOnly",
  "S3Configuration": {
    "RoleARN": "arn:aws:iam::$ACCOUNT:role/periplus-firehose",
    "BucketARN": "arn:aws:s3:::$BUCKET"
  }
}
EOF
)"`
}

/** `name` is the EKS cluster's own; its log group carries it. */
export function subscriptionCommand(name: string): string {
  return `aws logs put-subscription-filter --log-group-name /aws/eks/${name}/cluster \\
  --filter-name periplus-audit --filter-pattern '{ $.kind = "Event" }' \\
  --destination-arn "arn:aws:firehose:$REGION:$ACCOUNT:deliverystream/periplus-audit" \\
  --role-arn "arn:aws:iam::$ACCOUNT:role/periplus-logs-to-firehose"`
}

export function firehoseTerraform({ origin }: Feed, name: string): string {
  return `variable "periplus_token" { sensitive = true }

resource "aws_kinesis_firehose_delivery_stream" "periplus" {
  name        = "periplus-audit"
  destination = "http_endpoint"

  http_endpoint_configuration {
    name               = "periplus"
    url                = "${origin}/api/ingest/v1/firehose"
    access_key         = var.periplus_token
    buffering_interval = 60
    buffering_size     = 4
    role_arn           = aws_iam_role.periplus_firehose.arn
    s3_backup_mode     = "FailedDataOnly"

    request_configuration { content_encoding = "GZIP" }

    s3_configuration {
      role_arn   = aws_iam_role.periplus_firehose.arn
      bucket_arn = aws_s3_bucket.periplus_failed.arn
    }
  }
}

resource "aws_cloudwatch_log_subscription_filter" "periplus" {
  name            = "periplus-audit"
  log_group_name  = "/aws/eks/${name}/cluster"
  filter_pattern  = "{ $.kind = \\"Event\\" }"
  destination_arn = aws_kinesis_firehose_delivery_stream.periplus.arn
  role_arn        = aws_iam_role.periplus_logs_to_firehose.arn
}`
}

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
