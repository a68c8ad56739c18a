// Deliveries as Firehose and CloudWatch Logs make them, for tests. Only tests import it.
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'

export interface PayloadOptions {
  readonly messageType?: string
  readonly owner?: string
  readonly cluster?: string
  readonly logGroup?: string
  readonly logStream?: string
}

/** The document of a subscription, names first as CloudWatch writes them. */
export function payload(messages: readonly string[], options: PayloadOptions = {}): string {
  const { messageType = 'DATA_MESSAGE', owner = '123456789012', cluster = 'prod' } = options
  return JSON.stringify({
    messageType,
    owner,
    logGroup: options.logGroup ?? `/aws/eks/${cluster}/cluster`,
    logStream: options.logStream ?? 'kube-apiserver-audit-0123456789abcdef0123456789abcdef',
    subscriptionFilters: ['periplus'],
    logEvents: messages.map((message, n) => ({
      id: `3${String(n).padStart(55, '0')}`,
      timestamp: 1_763_900_000_000 + n,
      message,
    })),
  })
}

export const controlMessage = JSON.stringify({
  messageType: 'CONTROL_MESSAGE',
  owner: 'CloudwatchLogs',
  logGroup: '',
  logStream: '',
  subscriptionFilters: [],
  logEvents: [
    { id: '', timestamp: 1, message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.' },
  ],
})

/** The data of a record: each document a gzip member of its own. */
export const record = (...documents: readonly (string | Buffer)[]): string =>
  Buffer.concat(documents.map((document) => gzipSync(document))).toString('base64')

export const deliveryBody = (records: readonly string[], requestId: string): string =>
  JSON.stringify({ requestId, timestamp: 1_763_900_000_000, records: records.map((data) => ({ data })) })

export const streamArn = 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/audit'

export function firehoseHeaders(requestId: string, token: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-amz-firehose-protocol-version': '1.0',
    'x-amz-firehose-request-id': requestId,
    'x-amz-firehose-source-arn': streamArn,
    'x-amz-firehose-access-key': token,
    'x-amz-firehose-common-attributes': '{"commonAttributes":{}}',
  }
}

export interface SendOptions {
  readonly requestId?: string
  readonly token?: string
  /** Replaces or, with undefined, leaves out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string | Buffer
}

export interface FirehoseReply {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly requestId?: string; readonly timestamp?: number; readonly errorMessage?: string }
}

export async function sendDelivery(
  url: string,
  records: readonly string[],
  options: SendOptions = {},
): Promise<FirehoseReply> {
  const { requestId = randomUUID(), token = 'rig-token' } = options
  const headers = Object.entries({ ...firehoseHeaders(requestId, token), ...options.headers }).flatMap(
    ([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]),
  )
  const body = options.body ?? deliveryBody(records, requestId)
  const response = await fetch(`${url}/api/ingest/v1/firehose`, {
    method: 'POST',
    headers,
    body: new Uint8Array(Buffer.from(body)),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}
