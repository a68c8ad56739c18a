// What audit events travel in: the list that an API server posts to its webhook, and deliveries of Firehose whose
// records are what a CloudWatch Logs subscription makes of a log group.
import { gzipSync } from 'node:zlib'
import type { Cluster } from '../../world/fleet.ts'
import { hHex, hText, hUuid } from '../../world/hash.ts'
import { auditStreamOf, logGroupOf } from './log-group.ts'

/** One event: its text as the log has it, a JSON object that begins with `kindAndVersion`. */
export interface AuditLine {
  /** When it was written. */
  readonly ms: number
  readonly text: string
}

export interface Posted {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Envelope {
  /** The same lines make the same post; `copy` counts those that are sent once more. */
  wrap(lines: readonly AuditLine[], copy: number): Posted
}

export const kindAndVersion = '{"kind":"Event","apiVersion":"audit.k8s.io/v1",'

/** As kube-apiserver posts: items without kind and version, the cluster known by the path and the token alone. */
export const webhook = (token: string): Envelope => ({
  wrap(lines) {
    const items = lines.map(({ text }) => `{${text.slice(kindAndVersion.length)}`)
    return {
      headers: {
        'user-agent': 'Go-http-client/1.1',
        accept: 'application/json, */*',
        'accept-encoding': 'gzip',
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${items.join(',')}]}\n`,
    }
  },
})

/** Events in the payload of one record. */
const mostInRecord = 100
/** Now and then CloudWatch Logs asks whether somebody is there: once in so many deliveries. */
const probeEvery = 20

const controlMessage = (ms: number): object => ({
  messageType: 'CONTROL_MESSAGE',
  owner: 'CloudwatchLogs',
  logGroup: '',
  logStream: '',
  subscriptionFilters: [],
  logEvents: [
    { id: '', timestamp: ms, message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.' },
  ],
})

const zipped = (payload: object): string => gzipSync(JSON.stringify(payload), { level: 1 }).toString('base64')

/** A subscription of a cluster's log group, delivered to an HTTP endpoint. */
export function firehose(cluster: Cluster, accessKey: string): Envelope {
  const { name, account, region } = cluster
  const streamId = hText(hText(0x51, name), accessKey)
  const payloadOf = (lines: readonly AuditLine[]): object => ({
    messageType: 'DATA_MESSAGE',
    owner: account.id,
    logGroup: logGroupOf(cluster),
    logStream: auditStreamOf(cluster),
    subscriptionFilters: ['periplus'],
    logEvents: lines.map(({ ms, text }, k) => ({
      // As long as real ones, and in the order of time.
      id: `3${String(ms).padStart(19, '0')}${String(k).padStart(6, '0')}${'0'.repeat(30)}`,
      timestamp: ms,
      message: text,
    })),
  })
  return {
    wrap(lines, copy) {
      // Who takes deliveries knows them by this: another one never has it again, whoever sends it and when.
      const id = hText(hText(streamId, lines[0]?.text ?? ''), lines.at(-1)?.text ?? '')
      const requestId = hUuid(id, lines.length, copy)
      const records: string[] = []
      if (id % probeEvery === 0) records.push(zipped(controlMessage(lines[0]?.ms ?? 0)))
      for (let at = 0; at < lines.length; at += mostInRecord) {
        records.push(zipped(payloadOf(lines.slice(at, at + mostInRecord))))
      }
      return {
        headers: {
          'user-agent': 'Amazon Kinesis Data Firehose Agent/1.0',
          'content-type': 'application/json',
          'x-amz-firehose-protocol-version': '1.0',
          'x-amz-firehose-request-id': requestId,
          'x-amz-firehose-source-arn': `arn:aws:firehose:${region.code}:${account.id}:deliverystream/audit-${hHex(1, streamId, 0)}`,
          'x-amz-firehose-access-key': accessKey,
          'x-amz-firehose-common-attributes': '{"commonAttributes":{}}',
        },
        body: JSON.stringify({
          requestId,
          timestamp: lines.at(-1)?.ms ?? 0,
          records: records.map((data) => ({ data })),
        }),
      }
    },
  }
}
