import { describe, expect, it } from 'vitest'
import type { ClusterCounts } from '../../domain/model/cluster-counts.ts'
import { fixedClock } from '../../domain/units/clock.ts'
import { startCountJob } from './count-job.ts'
import { tendDays } from './day-job.ts'

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}

const none: ClusterCounts = {
  nodes: 0,
  nodesReady: 0,
  pods: 0,
  podsPending: 0,
  podsFailed: 0,
  namespaces: 0,
  workloads: 0,
  podCapacity: 0,
  cpuAllocatableMillicores: 0,
  memoryAllocatableBytes: 0,
  gpus: 0,
  cpuRequestedMillicores: 0,
  memoryRequestedBytes: 0,
  nodesByCompute: {},
  nodesByKubelet: {},
}

/** A job over clusters of given sizes; counting takes a millisecond of its own clock for each pod. */
function countRig(pods: Record<string, number>, uncounted: string[] = []) {
  const rig = {
    nowMs: 0,
    changed: [] as string[],
    groups: [] as string[][],
    put: 0,
    failing: false,
    failures: 0,
    runs: 0,
  }
  const job = startCountJob({
    clock: fixedClock(new Date(0)),
    everyMs: 2,
    nowMs: () => rig.nowMs,
    takeChanged: () => {
      rig.runs += 1
      return rig.changed.splice(0)
    },
    uncounted: async () => uncounted,
    count: async (ids) => {
      if (rig.failing) throw new Error('away')
      rig.groups.push([...ids])
      for (const id of ids) rig.nowMs += pods[id] ?? 0
      return ids.map((clusterId) => ({ ...none, clusterId, pods: pods[clusterId] ?? 0 }))
    },
    put: async (counts) => {
      rig.put += counts.length
    },
    onFailure: () => {
      rig.failures += 1
    },
  })
  const later = async () => {
    const { runs } = rig
    await until(() => rig.runs > runs + 1)
  }
  return { rig, job, later }
}

describe('the count job', () => {
  it('counts what changed, first of all what nobody counted, many clusters at once', async () => {
    const { rig, job, later } = countRig({}, ['left'])
    rig.changed.push('a', 'b', 'a')
    await until(() => rig.groups.length > 0)
    expect(rig.groups).toEqual([['left', 'a', 'b']])
    await later()
    expect([rig.groups.length, rig.put, job.waiting()]).toEqual([1, 3, 0])
    rig.changed.push('b')
    await later()
    await job.stop()
    expect(rig.groups[1]).toEqual(['b'])
  })

  it('counts a huge cluster the more seldom the longer it takes, and the others meanwhile', async () => {
    const { rig, job, later } = countRig({ huge: 1_000, small: 0 })
    rig.changed.push('huge', 'small')
    await until(() => rig.groups.length > 0)
    rig.changed.push('huge', 'small')
    await later()
    await later()
    expect([rig.groups.slice(1), job.waiting()]).toEqual([[['small']], 1])
    rig.nowMs += 9_001
    await later()
    await job.stop()
    expect(rig.groups.at(-1)).toEqual(['huge'])
  })

  it('loses nothing when a store is away', async () => {
    const { rig, job } = countRig({})
    rig.failing = true
    rig.changed.push('a')
    await until(() => rig.failures > 0)
    expect(job.waiting()).toBe(1)
    rig.failing = false
    await until(() => rig.put === 1)
    await job.stop()
    expect(job.waiting()).toBe(0)
  })
})

describe('days of objects', () => {
  const tend = async (now: string, lookedAt: string, clusters: string[] = ['long']) => {
    const told: string[] = []
    const answer = await tendDays(
      {
        clock: fixedClock(new Date(now)),
        barrier: async () => {
          told.push('waited')
        },
        clustersToCarry: async (day) => {
          told.push(`looked at ${day.toISOString().slice(0, 10)}`)
          return clusters
        },
        carry: async (_day, list) => {
          told.push(`carried ${list.join()}`)
        },
        clean: async () => {
          told.push('cleaned')
        },
        onFailure: () => undefined,
      },
      Date.parse(lookedAt),
    )
    return [new Date(answer).toISOString().slice(0, 10), ...told]
  }

  it('are looked at once each, when yesterday has settled and nothing is on its way', async () => {
    expect(await tend('2026-11-24T01:00:00Z', '2026-11-23T00:00:00Z')).toEqual([
      '2026-11-24',
      'waited',
      'looked at 2026-11-24',
      'carried long',
      'cleaned',
    ])
    const early = await tend('2026-11-24T00:59:59Z', '2026-11-23T00:00:00Z')
    expect(early).toEqual(['2026-11-23', 'waited', 'cleaned'])
    expect(await tend('2026-11-24T09:00:00Z', '2026-11-24T00:00:00Z')).toEqual([
      '2026-11-24',
      'waited',
      'cleaned',
    ])
    expect(await tend('2026-11-24T09:00:00Z', '1970-01-01T00:00:00Z', [])).not.toContain('carried')
  })
})
