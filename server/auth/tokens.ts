// Ingest tokens: made, recognised, forgotten. A token is 256 random bits; only its sha256 is stored
// and compared in constant time. Answers ok, 401 or 403 for a cluster; knows nothing of HTTP bodies.
// A revoked token is refused at once in this process and within five seconds in others; one that ends by
// itself is refused from its end on, by the product's clock.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ClusterId } from '../../domain/model/cluster-id.ts'

const prefix = 'ppi_'

export interface IngestGrant {
  readonly id: string
  /** What a person called it. */
  readonly name: string
  /** 'all' is scope `*`. */
  readonly clusters: 'all' | readonly ClusterId[]
  readonly revokedAt: Date | null
  readonly expiresAt: Date | null
}

export type IngestVerdict =
  | { readonly ok: true; readonly tokenId: string }
  | {
      readonly ok: false
      readonly status: 401 | 403
      readonly reason: string
      /** Name of the token, when it is one of ours. */
      readonly token?: string
    }

export interface IngestTokens {
  /**
   * Without a cluster: whether the token is good for any. Rejects with Unavailable when the store must be
   * asked and is away.
   */
  authorize(authorization: string | undefined, clusterId: ClusterId | undefined): Promise<IngestVerdict>
  /** Forget what was remembered of tokens; called on revoke. */
  forget(): void
}

/** What this needs of the stores. */
export interface TokenStore {
  /** The product's now. */
  now(): Date
  /** The token with this hash, also one that is good for nothing any more. */
  find(sha256: string): Promise<IngestGrant | undefined>
  /** Makes the cluster known if it is not; harmless when it is. */
  register(clusterId: ClusterId): Promise<void>
  /** Notes that the token was used; told at most once a minute, and never waited for. */
  used(id: string): void
}

const rememberedMs = 5_000
const rememberedMost = 1_000
const notedEveryMs = 60_000

export function newIngestToken(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`
}

/** Hex sha256: what is stored instead of a token. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The token in an Authorization header; undefined when there is none. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1]
}

function sameHash(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, 'hex'), Buffer.from(right, 'hex'))
}

const missing =
  'send an ingest token as "Authorization: Bearer …" (a Firehose stream: as its access key); one is in <data dir>/ingest-token'
const another = 'make one on the Sources page or with "periplus token create"'
const unknown = `this ingest token is unknown here; ${another}`

/** Why a token we know may not be used any more; undefined when it may. */
function ended({ revokedAt, expiresAt }: IngestGrant, now: Date): string | undefined {
  if (revokedAt !== null) return `this ingest token was revoked at ${revokedAt.toISOString()}; ${another}`
  if (expiresAt !== null && expiresAt <= now) {
    return `this ingest token ended at ${expiresAt.toISOString()}; ${another}`
  }
  return undefined
}

/** `bootstrapToken` is good for every cluster and lives outside the store. */
export function createIngestTokens(bootstrapToken: string, store: TokenStore): IngestTokens {
  const bootstrapHash = hashOfToken(bootstrapToken)
  const bootstrap: IngestGrant = {
    id: 'bootstrap',
    name: 'the first token',
    clusters: 'all',
    revokedAt: null,
    expiresAt: null,
  }
  const remembered = new Map<string, { grant: IngestGrant; at: number }>()
  const registered = new Set<ClusterId>()
  const noted = new Map<string, number>()
  // Counts up on revoke, so that a look-up begun before it is not remembered after it.
  let era = 0

  const grantOf = async (token: string): Promise<IngestGrant | undefined> => {
    const hash = hashOfToken(token)
    if (sameHash(hash, bootstrapHash)) return bootstrap
    if (!token.startsWith(prefix)) return undefined
    const known = remembered.get(hash)
    if (known !== undefined && performance.now() - known.at < rememberedMs) return known.grant
    const asked = era
    const grant = await store.find(hash)
    remembered.delete(hash)
    if (grant !== undefined && asked === era) {
      if (remembered.size >= rememberedMost) remembered.clear()
      remembered.set(hash, { grant, at: performance.now() })
    }
    return grant
  }

  const note = (id: string): void => {
    const last = noted.get(id)
    if (id === 'bootstrap' || (last !== undefined && performance.now() - last < notedEveryMs)) return
    noted.set(id, performance.now())
    store.used(id)
  }

  return {
    async authorize(authorization, clusterId) {
      const token = bearerOf(authorization)
      if (token === undefined) return { ok: false, status: 401, reason: missing }
      const grant = await grantOf(token)
      if (grant === undefined) return { ok: false, status: 401, reason: unknown }
      const over = ended(grant, store.now())
      if (over !== undefined) return { ok: false, status: 401, reason: over, token: grant.name }
      if (clusterId === undefined) return { ok: true, tokenId: grant.id }
      if (grant.clusters !== 'all' && !grant.clusters.includes(clusterId)) {
        const reason = `this ingest token is not valid for cluster ${clusterId}`
        return { ok: false, status: 403, reason, token: grant.name }
      }
      if (!registered.has(clusterId)) {
        await store.register(clusterId)
        registered.add(clusterId)
      }
      note(grant.id)
      return { ok: true, tokenId: grant.id }
    },
    forget() {
      era += 1
      remembered.clear()
    },
  }
}
