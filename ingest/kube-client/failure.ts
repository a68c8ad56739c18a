// What can go wrong between us and an API server, in words a person can act on: from error codes, answers
// and Status objects to a Trouble. Quotes what the server says, shortened; never a header, token or body of
// ours.
import type { Trouble, TroubleKind } from '../../domain/model/collection.ts'
import { CollectionFailure } from '../collection.ts'
import { type KubeCall, ruleOf, subjectOf, wordsOf } from './call.ts'
import { BrokenStream, CutShort } from './pieces.ts'

/** A call that failed. Whoever called decides whether to try again. */
export class KubeFailure extends CollectionFailure {
  /** Of HTTP; undefined when there was no answer. */
  readonly status: number | undefined

  constructor(
    trouble: Omit<Trouble, 'since'>,
    options: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(trouble, options)
    this.status = options.status
  }
}

/** The version asked for is no longer there: only a new list helps. */
export class Expired extends Error {
  override readonly name = 'Expired'
}

/** The server sent nothing for too long. */
export class Silence extends Error {
  override readonly name = 'Silence'
}

export const misconfigured = (says: string, steps: readonly string[], cause?: unknown): KubeFailure =>
  new KubeFailure({ kind: 'configuration', says, steps, subject: '' }, { cause })

const longestQuote = 300

/** One line, without what might be a key or token: any long run of their letters. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const safe = line.replaceAll(/[A-Za-z0-9+/_-]{40,}={0,2}/g, '…')
  return safe.length > longestQuote ? `${safe.slice(0, longestQuote)}…` : safe
}

interface Explanation {
  readonly kind: TroubleKind
  readonly says: string
  readonly steps: readonly string[]
}

const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

const certificateSteps: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    "Renew the API server's certificate; if it is valid, check the clock of the machine Periplus runs on.",
  CERT_NOT_YET_VALID: 'Check the clock of the machine Periplus runs on, and that of the API server.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Use an address that the certificate names, or set tls-server-name in the kubeconfig to a name it has.',
}
const authorityStep =
  'Give the certificate authority of this cluster: certificate-authority-data in the kubeconfig, or caFile of the credential.'

const unreachableCodes: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'its name cannot be resolved now',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to its network',
  ENOTFOUND: 'its name cannot be resolved',
  EPIPE: 'the connection was cut',
  ERR_HTTP2_STREAM_ERROR: 'the connection was cut',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
}

/** What a network or TLS error means. `host` is the server's, for the words only. */
function explain(error: NodeJS.ErrnoException, host: string): Explanation {
  const code = error.code ?? ''
  if (certificateCodes.has(code)) {
    const says = `the certificate of ${host} is not accepted: ${quoted(error.message)}`
    return { kind: 'certificate', says, steps: [certificateSteps[code] ?? authorityStep] }
  }
  const isNoTls = code === 'ERR_SSL_WRONG_VERSION_NUMBER' || /wrong version number/.test(error.message)
  if (code.startsWith('HPE_') || isNoTls) {
    const says = `${host} does not speak ${isNoTls ? 'TLS' : 'HTTP'} on this port`
    return { kind: 'not-kubernetes', says, steps: ['Check the scheme and the port of the server address.'] }
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_OSSL_')) {
    const says = `TLS with ${host} failed: ${quoted(error.message)}`
    return {
      kind: 'certificate',
      says,
      steps: ['Check the client certificate and its key; renew them if they have expired.'],
    }
  }
  const why = error instanceof Silence ? error.message : (unreachableCodes[code] ?? quoted(error.message))
  const steps = [
    `Check that ${host} is reachable from here: network, firewall, VPN, and whether the endpoint is private.`,
  ]
  return { kind: 'unreachable', says: `${host} cannot be reached: ${why}`, steps }
}

export function failureOfError(call: KubeCall, host: string, error: unknown): KubeFailure {
  if (error instanceof KubeFailure) return error
  if (error instanceof BrokenStream && !(error instanceof CutShort)) {
    return failureOfContent(call, host, quoted(error.message))
  }
  const { kind, says, steps } = explain(error as NodeJS.ErrnoException, host)
  return new KubeFailure(
    { kind, says: `${wordsOf(call)}: ${says}`, steps, subject: subjectOf(call) },
    { cause: error },
  )
}

/** What the answer says of itself: a Status object's message, else its first words. */
function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown }
    if (typeof message === 'string') return quoted(message)
  } catch {
    // Not JSON: told as it is.
  }
  return quoted(body.replaceAll(/<[^>]*>/g, ' '))
}

/** Seconds or a date, as HTTP allows; bounded, since nobody waits an hour for a list. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 300_000) : undefined
}

const isHtml = (type: string | undefined, body: string): boolean =>
  type?.includes('text/html') === true || /^\s*<(!doctype|html)/i.test(body)

export interface RefusedAnswer {
  readonly status: number
  readonly contentType: string | undefined
  readonly retryAfter: string | undefined
  /** Its first kilobytes. */
  readonly body: string
}

/** What an answer that is not 200 means. */
export function failureOfAnswer(call: KubeCall, host: string, answer: RefusedAnswer): KubeFailure {
  const { status } = answer
  const { kind, says, steps } = explainAnswer(call, host, answer)
  const waitMs = retryAfterMs(answer.retryAfter)
  return new KubeFailure(
    { kind, says: `${wordsOf(call)}: ${says}`, steps, subject: subjectOf(call) },
    { status, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) },
  )
}

function explainAnswer(call: KubeCall, host: string, answer: RefusedAnswer): Explanation {
  const { status, body, contentType } = answer
  const said = `${status} ${messageOf(body)}`.trim()
  const isPage = isHtml(contentType, body) && status < 500
  if (isPage || (status >= 300 && status < 400)) return notKubernetes(host, `${status}`)
  switch (status) {
    case 401:
      return {
        kind: 'unauthorized',
        says: `${said}; the credentials were read again and are still refused`,
        steps: [
          'Check that the token, certificate or exec plugin gives credentials of this cluster that have not expired.',
          'On EKS, check that the IAM principal has an access entry for this cluster.',
        ],
      }
    case 403:
      return {
        kind: 'forbidden',
        says: said,
        steps: [`Add this rule to the ClusterRole that Periplus is bound to:\n${ruleOf(call)}`],
      }
    case 404:
      return {
        kind: 'not-found',
        says: said,
        steps: ['Check the address; or the API server is too old to have this resource in this version.'],
      }
    case 429:
      return {
        kind: 'throttled',
        says: said,
        steps: [
          'Nothing: it is asked again, more slowly. If it stays, look at the priority level of this user.',
        ],
      }
    default:
      return {
        kind: 'unreachable',
        says: `${host} answers ${said}`,
        steps: ['Look at the health of the API server and of what stands before it.'],
      }
  }
}

const notKubernetes = (host: string, what: string): Explanation => ({
  kind: 'not-kubernetes',
  says: `${host} answers ${what}, which is no answer of a Kubernetes API`,
  steps: ['Check the server address; a sign-in page or a proxy may stand before the API server.'],
})

/** 200, but not what was asked for. */
export function failureOfContent(call: KubeCall, host: string, what: string): KubeFailure {
  const { kind, says, steps } = notKubernetes(host, what)
  return new KubeFailure(
    { kind, says: `${wordsOf(call)}: ${says}`, steps, subject: subjectOf(call) },
    { status: 200 },
  )
}
