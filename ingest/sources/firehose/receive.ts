// Where deliveries of Amazon Data Firehose come in and what their headers say: who sends (an access key,
// which is our ingest token), which delivery it is, and from which region. And how it is answered: in
// Firehose's own shape, or the answer counts as a failure.
import type { IncomingHttpHeaders } from 'node:http'
import { invalid } from '../../../domain/errors.ts'

const route = /^\/api\/ingest\/v1\/firehose\/?$/

export const ownsPath = (path: string): boolean => route.test(path)

/** Exactly this, without a character set: "HTTP endpoint delivery response", Content-Type. */
export const answerType = 'application/json'
export const firehoseMediaTypes = ['application/json'] as const

const accessKeyLimit = 4_096
const requestIdLimit = 256
const failureLimit = 8_192
const protocolVersion = '1.0'

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header

/** Whoever posts by hand may send the token as for the other routes. */
export function authorizationOf(headers: IncomingHttpHeaders): string | undefined {
  const key = one(headers['x-amz-firehose-access-key'])
  if (key === undefined) return headers.authorization
  return key.length <= accessKeyLimit ? `Bearer ${key}` : undefined
}

export interface FirehoseHeaders {
  readonly requestId: string
  readonly region: string
}

/** Throws Invalid. */
export function deliveryHeaders(headers: IncomingHttpHeaders): FirehoseHeaders {
  const version = one(headers['x-amz-firehose-protocol-version'])
  if (version !== undefined && version !== protocolVersion) {
    throw invalid(`X-Amz-Firehose-Protocol-Version: this endpoint speaks ${protocolVersion}`)
  }
  const requestId = one(headers['x-amz-firehose-request-id']) ?? ''
  if (requestId === '' || requestId.length > requestIdLimit) {
    throw invalid(`X-Amz-Firehose-Request-Id is missing or longer than ${requestIdLimit} characters`)
  }
  const region = regionOf(one(headers['x-amz-firehose-source-arn']) ?? '')
  if (region === undefined) {
    throw invalid('X-Amz-Firehose-Source-Arn is missing or not the ARN of a Firehose stream')
  }
  return { requestId, region }
}

const streamArn =
  /^arn:aws[a-z-]*:firehose:([a-z]{2,4}(?:-[a-z]+)+-\d{1,2}):\d{12}:deliverystream\/[\w.-]{1,64}$/

function regionOf(arn: string): string | undefined {
  return streamArn.exec(arn)?.[1]
}

export function firehoseAnswer(headers: IncomingHttpHeaders, at: Date, failure: string | undefined): object {
  const requestId = (one(headers['x-amz-firehose-request-id']) ?? '').slice(0, requestIdLimit)
  const answer = { requestId, timestamp: at.getTime() }
  return failure === undefined ? answer : { ...answer, errorMessage: failure.slice(0, failureLimit) }
}
