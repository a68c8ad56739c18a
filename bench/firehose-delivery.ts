// Deliveries as Amazon Data Firehose makes them of CloudWatch Logs subscriptions: audit lines as texts
// inside a document, documents gzipped into records, records in base64. Imports nothing of ours.
import { gzipSync } from 'node:zlib'

/** About what a subscription gathers before it hands on. */
const linesPerRecord = 100
const requestIdOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

function payloadOf(lines: readonly string[], clusterId: string): string {
  return JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: `/aws/eks/${clusterId}/cluster`,
    logStream: 'kube-apiserver-audit-0123456789abcdef0123456789abcdef',
    subscriptionFilters: ['periplus'],
    logEvents: lines.map((message, n) => ({
      id: String(n).padStart(56, '3'),
      timestamp: 1_763_900_000_000 + n,
      message,
    })),
  })
}

export function deliveryOf(lines: readonly string[], clusterId: string, number: number): string {
  const records: { data: string }[] = []
  for (let from = 0; from < lines.length; from += linesPerRecord) {
    const document = payloadOf(lines.slice(from, from + linesPerRecord), clusterId)
    records.push({ data: gzipSync(document).toString('base64') })
  }
  return JSON.stringify({ requestId: requestIdOf(number), timestamp: 1_763_900_000_000, records })
}

export const firehoseHeaders = (token: string, number: number): Record<string, string> => ({
  'Content-Type': 'application/json',
  'X-Amz-Firehose-Protocol-Version': '1.0',
  'X-Amz-Firehose-Request-Id': requestIdOf(number),
  'X-Amz-Firehose-Source-Arn': 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/bench',
  'X-Amz-Firehose-Access-Key': token,
})

/** Whether an answer says that this delivery is taken. */
export function isTaken(text: string, number: number): boolean {
  const answer = JSON.parse(text) as { requestId?: unknown; timestamp?: unknown; errorMessage?: unknown }
  const { requestId, timestamp, errorMessage } = answer
  return requestId === requestIdOf(number) && typeof timestamp === 'number' && errorMessage === undefined
}
