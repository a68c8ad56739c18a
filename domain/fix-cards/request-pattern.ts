// What a talker asks for again and again: one call with the query it carries, as single requests of a sample tell it.
// Everything that fix cards compute with stands here; what is not known is null, never assumed in silence.

export interface RequestPattern {
  /** Lower case, as audit logs write it. */
  readonly verb: string
  /** "" for the core group. */
  readonly apiGroup: string
  readonly apiVersion: string
  /** With its subresource: "deployments/scale". */
  readonly resource: string
  readonly requests: number
  /** Of all the talker's requests in the sample, 0 to 1. */
  readonly share: number
  /** Distinct senders: address and identity. */
  readonly clients: number
  /** Distinct objects named; 0 for lists. */
  readonly names: number
  /** Of the lists, 0 to 1: with no resourceVersion and no continue, which must be consistent with the database. */
  readonly consistent: number
  /** Of the lists, 0 to 1: with resourceVersion=0, any state of the cache. */
  readonly fromCache: number
  /** Of the lists, 0 to 1: without a limit. */
  readonly unlimited: number
  /** The largest limit asked for; null: none. */
  readonly limit: number | null
  /**
   * How long each that was answered and not throttled held its seats, on average: without its wait in a queue, as far as
   * the audit log tells it; null: none was.
   */
  readonly heldSecondsEach: number | null
  /** Mean of those that were not throttled, as API traffic estimates them; null: all were. */
  readonly seatsEach: number | null
  /** What the lists read was not counted then: they have at least so many. */
  readonly isSeatsLeast: boolean
  readonly throttled: number
  /** Release that stops serving the called version; "" when it is not deprecated. */
  readonly removedRelease: string
  readonly isDeprecated: boolean
  /** Watches of the same resource by the same talker, begun or ended in the sample. */
  readonly watches: number
}

export interface TalkerSample {
  /** Seconds of time the sample spans. */
  readonly seconds: number
  /** The call made most, and the deprecated ones; most requests first. */
  readonly patterns: readonly RequestPattern[]
  /** Objects of a resource in the cluster, where they are read; by resource. */
  readonly objects: Readonly<Record<string, number>>
  /** Whom it asks as, most requests first. */
  readonly users: readonly string[]
  /** "1.33": not newer than the API server; null when not known. */
  readonly atLeastVersion: string | null
}

export interface FixCard {
  readonly id: string
  readonly title: string
  /** How we know that the pattern is there. */
  readonly why: string
  /** As it is, and as it would be; each step with its numbers. */
  readonly arithmetic: readonly { readonly label: 'Now' | 'Then'; readonly text: string }[]
  readonly assumptions: readonly string[]
  /** Where formulas and numbers come from. */
  readonly sources: readonly string[]
  readonly command: { readonly what: string; readonly code: string } | null
}
