import { describe, expect, it } from 'vitest'
import { agentOf, regressionsOf, type TalkerWeek } from './talker-regressions.ts'

/** Requests of a whole week that is watched for some hours. */
const week = (perSecond: Record<string, number>, hours = 168, clusterId = 'a'): TalkerWeek => ({
  hours: new Map([[clusterId, hours]]),
  counts: Object.entries(perSecond).map(([userAgent, rate]) => ({
    ...{ userAgent, clusterId, requests: rate * hours * 3_600 },
  })),
})
const found = (own: TalkerWeek, before: readonly TalkerWeek[]) =>
  regressionsOf({ week: own, before, hrefOf: (id, agents) => `${id} ${agents.join(' ')}` }).map((row) => [
    ...[row.agent, row.thenPerSecond, row.nowPerSecond, row.times],
  ])

describe('clients that ask more', () => {
  it('are held against the middle of the weeks before, releases of one client together', () => {
    const before = [10, 12, 100, 8].map((rate) => week({ 'agent/3.7': rate, 'steady/1': 5 }))
    expect(found(week({ 'agent/3.7': 2, 'agent/3.8': 64, 'steady/1': 6 }), before)).toEqual([
      ['agent', 11, 66, 6],
    ])
  })

  it('are told by the hours that were watched, and not by weeks that hardly were', () => {
    const before = [week({ x: 10 }, 84), week({ x: 900 }, 23)]
    expect(found(week({ x: 20 }, 42), before)).toEqual([['x', 10, 20, 2]])
    expect(found(week({ x: 20 }, 20), before)).toEqual([])
    expect(found(week({ x: 20 }), [])).toEqual([])
  })

  it('are neither new ones nor quiet ones', () => {
    const before = [week({ small: 0.1, less: 50 })]
    expect(found(week({ small: 0.9, less: 60, fresh: 400 }), before)).toEqual([])
  })

  it('are told cluster by cluster, the steepest first', () => {
    const join = (left: TalkerWeek, right: TalkerWeek): TalkerWeek => ({
      hours: new Map([...left.hours, ...right.hours]),
      counts: [...left.counts, ...right.counts],
    })
    const own = join(week({ x: 30 }), week({ x: 100 }, 168, 'b'))
    const before = join(week({ x: 10 }), week({ x: 10 }, 168, 'b'))
    expect(found(own, [before]).map(([, , now]) => now)).toEqual([100, 30])
  })

  it.each([
    ['kubectl/v1.33.1 (linux/amd64) kubernetes/abc', 'kubectl'],
    ['Go-http-client', 'Go-http-client'],
    ['', '(no user agent)'],
  ])('%j is %s', (userAgent, agent) => {
    expect(agentOf(userAgent)).toBe(agent)
  })
})
