// The commands for AWS are those of docs/feeding.md, and a shell that runs them all, in their order, asks
// AWS for things that fit each other. The AWS command line is one that only notes what it is asked.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Feed } from './feeding.ts'
import * as aws from './feeding-aws.ts'

const docs = readFileSync(new URL('../../../docs/feeding.md', import.meta.url), 'utf8')
const local: Feed = { origin: 'http://127.0.0.1:3000', clusterId: 'my-cluster', token: null }
const feed: Feed = {
  origin: 'https://periplus.example.com',
  clusterId: 'prod.eu-central-1.123456789012',
  token: null,
}

const noting = `#!/bin/sh
{ for word; do printf '%s\\0' "$word"; done; printf '\\n\\0'; } >> "$ASKED"
case "$*" in
  'configure get region') echo eu-central-1 ;;
  'sts get-caller-identity'*) echo 123456789012 ;;
  *describe-delivery-stream*) echo ACTIVE ;;
esac
`

let folder: string
let asked: string[][]

/** The words of the one call that begins so. */
function call(...beginning: string[]): string[] {
  const found = asked.filter((words) => beginning.every((word) => words.includes(word)))
  expect(found, beginning.join(' ')).toHaveLength(1)
  return found[0] ?? []
}
const optionOf = (words: readonly string[], option: string): string => words[words.indexOf(option) + 1] ?? ''
const documentOf = (words: readonly string[], option: string) => JSON.parse(optionOf(words, option))

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-aws-'))
  writeFileSync(path.join(folder, 'aws'), noting)
  writeFileSync(path.join(folder, 'sleep'), '#!/bin/sh\n')
  for (const name of ['aws', 'sleep']) chmodSync(path.join(folder, name), 0o755)
  const asks = path.join(folder, 'asked')
  const script = [
    'set -eu',
    aws.enableEksAudit('prod'),
    aws.firehoseRoles,
    aws.firehoseCommand(feed),
    aws.subscriptionCommand('prod'),
  ].join('\n')
  execFileSync('sh', ['-c', script], {
    env: { NODE_ENV: 'test', PATH: `${folder}:/usr/bin:/bin`, ASKED: asks, PERIPLUS_TOKEN: 'ppi_secret' },
  })
  asked = readFileSync(asks, 'utf8')
    .split('\n\0')
    .map((words) => words.split('\0').filter((word) => word !== ''))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the commands for AWS', () => {
  it('stand in docs/feeding.md, word for word', () => {
    for (const text of [
      aws.enableEksAudit('my-cluster'),
      aws.firehoseRoles,
      aws.firehoseCommand(local),
      aws.subscriptionCommand('my-cluster'),
      aws.firehoseTerraform(local, 'my-cluster'),
    ]) {
      expect(docs).toContain(text)
    }
  })

  it('turn the audit log of the cluster on', () => {
    const words = call('eks', 'update-cluster-config', '--name', 'prod')
    expect(documentOf(words, '--logging')).toEqual({ clusterLogging: [{ types: ['audit'], enabled: true }] })
  })

  it('make a stream that comes here, with the shell’s token, and keeps what it cannot deliver', () => {
    const words = call('firehose', 'create-delivery-stream')
    const bucket = 'periplus-undelivered-123456789012-eu-central-1'
    const role = 'arn:aws:iam::123456789012:role/periplus-firehose-eu-central-1'
    expect(documentOf(words, '--http-endpoint-destination-configuration')).toMatchObject({
      EndpointConfiguration: {
        Url: 'https://periplus.example.com/api/ingest/v1/firehose',
        AccessKey: 'ppi_secret',
      },
      RequestConfiguration: { ContentEncoding: 'GZIP' },
      RoleARN: role,
      S3Configuration: { RoleARN: role, BucketARN: `arn:aws:s3:::${bucket}` },
      CloudWatchLoggingOptions: {
        Enabled: true,
        LogGroupName: optionOf(call('create-log-group'), '--log-group-name'),
      },
    })
    expect(call('s3', 'mb')).toContain(`s3://${bucket}`)
    const policy = documentOf(call('put-role-policy', 'periplus-firehose-eu-central-1'), '--policy-document')
    expect(policy.Statement[0].Resource).toEqual([`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`])
    const trust = documentOf(
      call('create-role', 'periplus-firehose-eu-central-1'),
      '--assume-role-policy-document',
    )
    expect(trust.Statement[0].Principal).toEqual({ Service: 'firehose.amazonaws.com' })
  })

  it('subscribe the log group to that stream, with a role that may write to it', () => {
    const words = call('logs', 'put-subscription-filter')
    expect(optionOf(words, '--log-group-name')).toBe('/aws/eks/prod/cluster')
    expect(optionOf(words, '--filter-pattern')).toBe('{ $.kind = "Event" }')
    const stream = optionOf(words, '--destination-arn')
    const named = optionOf(call('create-delivery-stream'), '--delivery-stream-name')
    expect(stream).toBe(`arn:aws:firehose:eu-central-1:123456789012:deliverystream/${named}`)
    expect(optionOf(words, '--role-arn')).toBe('arn:aws:iam::123456789012:role/periplus-logs-eu-central-1')
    const policy = documentOf(call('put-role-policy', 'periplus-logs-eu-central-1'), '--policy-document')
    expect(policy.Statement[0].Resource).toBe(stream)
    const trust = documentOf(
      call('create-role', 'periplus-logs-eu-central-1'),
      '--assume-role-policy-document',
    )
    expect(trust.Statement[0].Principal).toEqual({ Service: 'logs.amazonaws.com' })
  })

  it('say the same as Terraform, whose every reference is to something in it', () => {
    const text = aws.firehoseTerraform(feed, 'prod')
    expect(text).toContain('url                = "https://periplus.example.com/api/ingest/v1/firehose"')
    expect(text).toContain('default     = ["prod"]')
    const made = [...text.matchAll(/^(?:resource|data) "(\w+)" "(\w+)"/gm)].map(
      ([, type, name]) => `${type}.${name}`,
    )
    const used = [...text.matchAll(/\b(aws_\w+\.\w+)\b/g)].map(([, reference]) => reference)
    expect(used.length).toBeGreaterThan(10)
    for (const reference of used) expect(made).toContain(reference)
  })
})
