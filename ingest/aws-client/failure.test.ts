import { describe, expect, it } from 'vitest'
import { AwsFailure, awsFailure } from './failure.ts'

const told = (name: string, httpStatusCode: number | undefined, message = 'words') =>
  Object.assign(
    new Error(message),
    { name },
    httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } },
  )
const coded = (code: string) => Object.assign(new Error('connect'), { code })

describe('what an error of AWS means', () => {
  it.each([
    [told('ThrottlingException', 400), 'throttled', 'slow-down'],
    [told('TooManyRequestsException', 429), 'throttled', 'slow-down'],
    [told('Unknown', 429), 'throttled', 'slow-down'],
    [told('ExpiredTokenException', 403), 'unauthorized', 'new-session'],
    [told('ExpiredToken', 400), 'unauthorized', 'new-session'],
    [told('AccessDeniedException', 403), 'forbidden', 'none'],
    [told('AccessDenied', 403), 'forbidden', 'none'],
    [told('UnrecognizedClientException', 403), 'unauthorized', 'none'],
    [
      told('InvalidSignatureException', 403, 'Signature expired: 2026 is now earlier than 2027'),
      'clock',
      'again',
    ],
    [
      told('InvalidSignatureException', 403, 'The request signature we calculated does not match'),
      'unauthorized',
      'none',
    ],
    [told('RequestExpired', 400), 'clock', 'again'],
    [told('ResourceNotFoundException', 404), 'not-found', 'none'],
    [told('InvalidRequestException', 400), 'configuration', 'none'],
    [told('ServerException', 500), 'unreachable', 'again'],
    [told('ServiceUnavailableException', 503), 'unreachable', 'again'],
    [told('Unknown', 403), 'forbidden', 'none'],
    [told('SomethingNew', 400), 'internal', 'none'],
    [told('SyntaxError', 200, 'Unexpected token <'), 'unreachable', 'none'],
    [told('TimeoutError', undefined), 'unreachable', 'again'],
    [told('CredentialsProviderError', undefined, 'Could not load credentials'), 'unauthorized', 'none'],
    [coded('ECONNREFUSED'), 'unreachable', 'again'],
    [coded('ENOTFOUND'), 'unreachable', 'again'],
    [coded('CERT_HAS_EXPIRED'), 'certificate', 'none'],
    [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'certificate', 'none'],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'certificate', 'none'],
    ['thrown', 'unreachable', 'none'],
  ])('%o is %s, and what helps is: %s', (error, kind, remedy) => {
    expect(awsFailure('eks:ListClusters', error)).toMatchObject({ kind, remedy, action: 'eks:ListClusters' })
  })

  it('keeps one that is told already', () => {
    const failure = new AwsFailure('sts:AssumeRole', {
      kind: 'forbidden',
      remedy: 'none',
      code: 'X',
      says: 'no',
    })
    expect(awsFailure('eks:ListClusters', failure)).toBe(failure)
  })

  it('says the action, the name, the status and the words, on one line that is not endless', () => {
    const { message } = awsFailure(
      'eks:ListClusters',
      told('AccessDeniedException', 403, `not\n  allowed ${'x'.repeat(9_000)}`),
    )
    expect(message).toMatch(/^eks:ListClusters: AccessDeniedException \(403\): not allowed x+…$/)
    expect(message.length).toBeLessThan(500)
  })

  it('hears how long it is to wait, within bounds', () => {
    const asked = (seconds: string) =>
      awsFailure(
        'eks:ListClusters',
        Object.assign(told('X', 429), { $response: { headers: { 'retry-after': seconds } } }),
      ).retryAfterMs
    expect(asked('3')).toBe(3_000)
    expect(asked('99999')).toBe(60_000)
    expect(asked('Wed, 21 Oct 2026')).toBe(0)
  })
})
