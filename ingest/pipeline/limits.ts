// The numbers that bound the pipeline. One place, so that a test can make them small.

export interface IngestLimits {
  /** Decompressed bytes of one body. */
  readonly bodyBytes: number
  /** Decompressed bytes of all bodies between door and store. Resident memory stays below about twice this. */
  readonly heldBytes: number
  /** A group is sent when it has this many bytes … */
  readonly groupBytes: number
  /** … or when its first body has waited this long … */
  readonly groupMs: number
  /** … or this long while another group is on its way, for what comes meanwhile makes it larger. */
  readonly groupBusyMs: number
  /** Groups on their way to the store at the same time. */
  readonly groupsInFlight: number
  /** When the oldest body has waited this long, new ones are refused. */
  readonly queueAgeMs: number
  /** A sender that is silent this long in the middle of a body is given up. */
  readonly idleMs: number
  /** Longest time one body may take to arrive. */
  readonly bodyMs: number
  /** Bodies remembered in memory, as weight: one and a bit per listed error. */
  readonly knownBodies: number
}

const mebibyte = 1 << 20

export const defaultLimits: IngestLimits = {
  bodyBytes: 64 * mebibyte,
  heldBytes: 192 * mebibyte,
  // Larger groups make fewer parts to merge: 26 µs of processor time an event at 4 MiB, 19 µs at 16 MiB.
  groupBytes: 16 * mebibyte,
  groupMs: 15,
  groupBusyMs: 250,
  groupsInFlight: 2,
  queueAgeMs: 10_000,
  idleMs: 20_000,
  bodyMs: 300_000,
  knownBodies: 100_000,
}
