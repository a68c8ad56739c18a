// What went wrong with one call to AWS, in the product's words: which trouble it is, and whether trying
// again helps. Knows the names that AWS gives to errors; decides nothing about waiting.
import type { TroubleKind } from '../../domain/model/collection.ts'
import { CollectionFailure } from '../collection.ts'
import type { AwsAction } from './closed-list.ts'

/** What may help: waiting longer, a new session, trying again soon, or nothing. */
export type Remedy = 'slow-down' | 'new-session' | 'again' | 'none'

export class AwsFailure extends Error {
  override readonly name = 'AwsFailure'
  readonly action: AwsAction
  readonly kind: TroubleKind
  readonly remedy: Remedy
  /** AWS's own name of it, or that of the network: "AccessDeniedException", "ECONNREFUSED". */
  readonly code: string
  /** The service said how long to wait. */
  readonly retryAfterMs: number

  constructor(
    action: AwsAction,
    what: { kind: TroubleKind; remedy: Remedy; code: string; says: string; retryAfterMs?: number },
    cause?: unknown,
  ) {
    super(`${action}: ${what.says}`, { cause })
    this.action = action
    this.kind = what.kind
    this.remedy = what.remedy
    this.code = what.code
    this.retryAfterMs = what.retryAfterMs ?? 0
  }
}

const throttling =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown|BandwidthLimitExceeded|LimitExceeded|PriorRequestNotComplete)/
const expired = /^(ExpiredToken|TokenRefreshRequired)/
const strangers =
  /^(UnrecognizedClient|InvalidClientTokenId|MissingAuthenticationToken|InvalidAccessKeyId|AuthFailure)/
const clocks = /^(RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)/
const signatures = /^(InvalidSignature|SignatureDoesNotMatch|IncompleteSignature)/
const denied = /^(AccessDenied|UnauthorizedOperation|NotAuthorized|OptInRequired)/
const absent = /^(ResourceNotFound|NotFound|NoSuchEntity)/
const refused =
  /^(InvalidRequest|InvalidParameter|InvalidState|MalformedQuery|Validation|BadRequest|ClientException)/
const unable = /^(CredentialsProviderError|TokenProviderError|ProviderError)/
const network =
  /^(E[A-Z]+|ENOTFOUND|EAI_AGAIN|TimeoutError|UND_ERR.*|NetworkingError|ERR_SOCKET.*|ERR_STREAM.*)$/
const certificates = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/

interface Told {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly statusCode?: number; readonly headers?: Record<string, string> }
}

const longestMessage = 400

/** A failure of ours for whatever the SDK threw. */
export function awsFailure(action: AwsAction, error: unknown): AwsFailure {
  if (error instanceof AwsFailure) return error
  if (error instanceof CollectionFailure) {
    const { kind, says } = error.trouble
    return new AwsFailure(action, { kind, remedy: 'none', code: error.name, says }, error)
  }
  const told: Told = typeof error === 'object' && error !== null ? error : { message: String(error) }
  const status = told.$metadata?.httpStatusCode ?? told.$response?.statusCode
  const code = codeOf(told)
  const message = (told.message || 'no words').replaceAll(/\s+/g, ' ')
  const brief = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message
  const says = `${code}${status === undefined ? '' : ` (${status})`}: ${brief}`
  const retryAfterMs = retryAfterOf(told)
  return new AwsFailure(action, { ...judge(code, message, status), code, says, retryAfterMs }, error)
}

function codeOf({ name, code }: Told): string {
  // Errors of the network say who they are in `code`; those of AWS in `name`.
  if (code !== undefined && (name === undefined || name === 'Error' || name === 'TypeError')) return code
  return name ?? code ?? 'Error'
}

function retryAfterOf({ $response }: Told): number {
  const seconds = Number($response?.headers?.['retry-after'])
  return Number.isFinite(seconds) ? Math.min(seconds, 60) * 1_000 : 0
}

function judge(
  code: string,
  message: string,
  status: number | undefined,
): { kind: TroubleKind; remedy: Remedy } {
  if (throttling.test(code) || status === 429) return { kind: 'throttled', remedy: 'slow-down' }
  if (expired.test(code)) return { kind: 'unauthorized', remedy: 'new-session' }
  if (clocks.test(code) || (signatures.test(code) && /expired|not yet current|skew/i.test(message))) {
    // The SDK took the server's time from the refusal; signed anew, the call is in time.
    return { kind: 'clock', remedy: 'again' }
  }
  if (strangers.test(code) || signatures.test(code)) return { kind: 'unauthorized', remedy: 'none' }
  if (denied.test(code)) return { kind: 'forbidden', remedy: 'none' }
  if (absent.test(code)) return { kind: 'not-found', remedy: 'none' }
  if (unable.test(code)) return { kind: 'unauthorized', remedy: 'none' }
  if (certificates.test(code)) return { kind: 'certificate', remedy: 'none' }
  if (refused.test(code)) return { kind: 'configuration', remedy: 'none' }
  if (network.test(code)) return { kind: 'unreachable', remedy: 'again' }
  if (status !== undefined && status >= 500) return { kind: 'unreachable', remedy: 'again' }
  // What is no answer of AWS: a proxy's page, a wrong address.
  if (code === 'SyntaxError' || status === undefined) return { kind: 'unreachable', remedy: 'none' }
  if (status === 403) return { kind: 'forbidden', remedy: 'none' }
  if (status === 401) return { kind: 'unauthorized', remedy: 'none' }
  return { kind: 'internal', remedy: 'none' }
}
