// Mean waits by the closed form against a run of single requests, at levels from that of leases to that of workloads.
import { h01, hLogNormal } from '../../world/hash.ts'
import { waitSeconds } from '../apf.ts'
import { isNear, type Row } from './row.ts'

const servers = [13, 35, 70, 139]
const loads = [0.85, 0.9, 0.95]
const holdSeconds = 0.005
const sigma = 0.8
const requests = 250_000
/** Of which so many only fill the level. */
const warmUp = 50_000

/** Puts a later time at the root of a heap of those at which servers are free. */
function replaceFirst(heap: Float64Array, time: number): void {
  let place = 0
  for (;;) {
    let child = 2 * place + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child += 1
    if ((heap[child] as number) >= time) break
    heap[place] = heap[child] as number
    place = child
  }
  heap[place] = time
}

/** Who comes first is served first; gaps are exponential, times lognormal. */
function meanWait(count: number, load: number, seed: number): number {
  const free = new Float64Array(count)
  const gap = holdSeconds / (count * load)
  const median = holdSeconds * Math.exp((-sigma * sigma) / 2)
  let [now, waited] = [0, 0]
  for (let n = 0; n < requests; n += 1) {
    now -= gap * Math.log(1 - h01(seed, n, 1))
    const start = Math.max(now, free[0] as number)
    if (n >= warmUp) waited += start - now
    replaceFirst(free, start + hLogNormal(median, sigma, seed ^ 0x1f123bb5, n))
  }
  return waited / (requests - warmUp)
}

export function v20(): Row {
  const points = servers.flatMap((count) => loads.map((load) => ({ count, load })))
  const off = points.map(({ count, load }, n) => {
    const run = meanWait(count, load, 20 + n)
    const perSecond = (count * load) / holdSeconds
    const closed = waitSeconds({ servers: count, perSecond, holdSeconds, holdCv2: Math.expm1(sigma * sigma) })
    return { ratio: closed / run, near: isNear(closed, run, 0.25) }
  })
  const furthest = Math.max(...off.map(({ ratio }) => Math.abs(ratio - 1)))
  return {
    id: 'V20',
    check:
      'waits by Allen and Cunneen against a run of single requests, 12 points of 13–139 seats and loads of 0.85–0.95',
    target: '12 of 12',
    tolerance: '25 %',
    measured: `${off.filter(({ near }) => near).length} of 12, at most ${(100 * furthest).toFixed(1)} % off`,
    holds: off.every(({ near }) => near),
  }
}
