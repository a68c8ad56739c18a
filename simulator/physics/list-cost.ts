// What a LIST costs an API server: how many seats of its priority level it takes, and for how long. As Kubernetes
// estimates it before it is answered: by the number of objects up to 1.33, by their size from 1.34 on.

export interface Listed {
  /** 1.<minor> of the server. */
  readonly minor: number
  /** Of this resource in the database. */
  readonly objects: number
  /** Of one object, as JSON. */
  readonly bytesEach: number
  /** Undefined: all in one answer. */
  readonly limit?: number
  readonly hasSelector?: boolean
  /** resourceVersion of the question: '' wants what is newest, '0' takes whatever the cache has. */
  readonly resourceVersion: '' | '0'
  /** A page after the first. */
  readonly isContinued?: boolean
}

/** One pod, as a list has it. */
export const podBytes = 3_300

export const mostSeats = 10
const objectsPerSeat = 100
const bytesPerSeat = 100_000
/** What is answered from the cache is held to weigh no more than this. */
const mostCachedBytes = 1_000_000
/** Since this one what is newest is read from the cache as well. */
const consistentFromCache = 31
/** Since this one (1.33.3) pages after the first are. */
const pagesFromCache = 33
const sizeEstimated = 34

const isFromCache = ({ resourceVersion, minor, isContinued = false }: Listed): boolean =>
  isContinued ? minor >= pagesFromCache : resourceVersion === '0' || minor >= consistentFromCache

const clamped = (seats: number): number => Math.max(1, Math.min(mostSeats, Math.ceil(seats)))

function objectsRead(listed: Listed): number {
  const { objects, limit = objects, hasSelector = false } = listed
  if (isFromCache(listed)) return objects
  return hasSelector ? objects + limit : 2 * limit
}

function bytesRead(listed: Listed): number {
  const { objects, bytesEach, limit = objects, hasSelector = false } = listed
  const cached = isFromCache(listed)
  const loaded = hasSelector && !cached ? Math.max(limit, objects / 2) : Math.min(limit, objects)
  return cached ? Math.min(loaded * bytesEach, mostCachedBytes) : loaded * bytesEach
}

/** Seats it takes while it runs. */
export const listSeats = (listed: Listed): number =>
  clamped(
    listed.minor < sizeEstimated ? objectsRead(listed) / objectsPerSeat : bytesRead(listed) / bytesPerSeat,
  )

/** Before the first byte. */
const beginsAfterSeconds = 0.4
/** What one answer is written at, at most. */
const bytesPerSecond = 80_000_000
/** What all answers of a control plane of the smallest tier are written at together; doubled by each tier. */
const xlBytesPerSecond = 6_000_000_000

/** How long its seats are held. `inflight`: lists that are being answered, this one among them. */
export function listSeconds(
  bytes: number,
  {
    inflight = 1,
    planeBytesPerSecond = xlBytesPerSecond,
  }: { inflight?: number; planeBytesPerSecond?: number } = {},
): number {
  return beginsAfterSeconds + bytes / Math.min(bytesPerSecond, planeBytesPerSecond / inflight)
}
