import { describe, expect, it } from 'vitest'
import type { SuspectedChange, TalkerOnset } from '../../../domain/model/talker-onset.ts'
import {
  causeText,
  differsText,
  flagWords,
  isOnsetOf,
  keyOfOnset,
  lookedText,
  onsetText,
  requestAddress,
  stopCommand,
} from './onset-words.ts'

const at = new Date('2026-01-18T14:00:00Z')
const change: SuspectedChange = {
  ...{ what: 'created', at: new Date('2026-01-18T13:59:56Z'), link: 'runs it' },
  workload: { kind: 'DaemonSet', namespace: 'policy-system', name: 'policy-agent' },
  who: { user: 'dana@example.com', userAgent: 'kubectl/v1.34.0', sourceIp: '10.0.0.1' },
  request: { auditId: 'a-1', at: new Date('2026-01-18T13:59:56Z'), verb: 'create' },
  ...{ differs: [], images: ['policy-agent:2.7.0'] },
}
const onset: TalkerOnset = {
  ...{ agent: 'policy-agent', clusterId: 'stream', userAgents: ['policy-agent/v2.7.0'], users: ['agent'] },
  ...{ at, grain: 'minute', notBefore: at, before: 0, after: 33.33, ratio: null, kind: 'started', score: 9 },
  changes: [change],
  looked: { from: new Date('2026-01-18T13:45:00Z'), to: at, objects: true, requests: true, others: 0 },
}

describe('an onset in words', () => {
  it('has the event that explains it on its flag, else itself, with time and value', () => {
    expect(flagWords(onset)).toBe('DaemonSet policy-agent created 13:59, 33.3 req/s')
    expect(flagWords({ ...onset, changes: [] })).toBe('policy-agent 2.7.0 started 14:00, 33.3 req/s')
  })

  it('says how much, held against the usual where there was one', () => {
    expect(onsetText(onset)).toBe('started at 14:00, 33.3 req/s')
    const jump = { ...onset, kind: 'jumped', before: 310, after: 9_400, ratio: 30.3 } as const
    expect(onsetText(jump)).toBe('jumped at 14:00, 9,400 req/s, 30 times the usual 310')
    expect(onsetText({ ...jump, ratio: 2.34, grain: 'day' })).toBe(
      'jumped on Sun 18 Jan, 9,400 req/s, 2.3 times the usual 310',
    )
  })

  it('says who did what how long before; nobody where no request tells', () => {
    expect(causeText(onset, change)).toBe('4 s after dana@example.com created DaemonSet policy-agent')
    const later = { ...change, at: new Date('2026-01-18T14:00:20Z'), who: null, what: 'rolled out' } as const
    expect(causeText(onset, later)).toBe('just as DaemonSet policy-agent was rolled out')
  })

  it.each<[Partial<SuspectedChange>, string | null]>([
    [{}, 'new, image policy-agent:2.7.0'],
    [{ images: [] }, null],
    [{ differs: [{ field: 'images', before: ['a:1'], after: ['a:2', 'b:1'] }] }, 'image a:1 → a:2, b:1'],
    [
      {
        differs: [
          { field: 'desired', before: 3, after: 300 },
          { field: 'serviceAccount', before: null, after: 'x' },
        ],
      },
      'pods 3 → 300; service account none → x',
    ],
  ])('says what differs: %j', (rest, wanted) => {
    expect(differsText({ ...change, ...rest })).toBe(wanted)
  })

  it.each<[Partial<TalkerOnset['looked']>, string]>([
    [
      {},
      'Looked at workloads as the cluster tells them and requests that create or change workloads, between 13:45 and 14:00.',
    ],
    [
      { objects: false, others: 2 },
      'Looked at requests that create or change workloads, between 13:45 and 14:00. 2 other workloads changed then, too. Objects of this cluster were not read then.',
    ],
    [
      { objects: false, requests: false },
      'Nothing is known between 13:45 and 14:00. Objects of this cluster were not read then. Single requests of that time are not kept.',
    ],
  ])('says what was looked at, and what could not be: %j', (rest, wanted) => {
    expect(lookedText({ ...onset, looked: { ...onset.looked, ...rest } })).toBe(wanted)
  })

  it.each<[Partial<SuspectedChange>, string | null]>([
    [{ what: 'rolled out' }, 'kubectl -n policy-system rollout undo daemonset/policy-agent'],
    [
      {},
      `kubectl -n policy-system patch daemonset/policy-agent -p '{"spec":{"template":{"spec":{"nodeSelector":{"stopped":"true"}}}}}'`,
    ],
    [
      { workload: { ...change.workload, kind: 'Deployment' } },
      'kubectl -n policy-system scale deployment/policy-agent --replicas=0',
    ],
    [
      { what: 'scaled', differs: [{ field: 'desired', before: 3, after: 300 }] },
      'kubectl -n policy-system scale daemonset/policy-agent --replicas=3',
    ],
    [{ what: 'scaled' }, null],
    [{ workload: { ...change.workload, kind: 'Job' } }, null],
  ])('offers a command that takes it back: %j', (rest, wanted) => {
    expect(stopCommand({ ...change, ...rest })).toBe(wanted)
  })

  it('is of a talker by its program or identity, in its cluster', () => {
    const keys = [{ agent: 'policy-agent' }, { userAgent: 'policy-agent/v2.6.0 (linux)' }, { user: 'agent' }]
    for (const key of keys) {
      expect(isOnsetOf(key, onset)).toBe(true)
      expect(isOnsetOf({ ...key, cluster: 'other' }, onset)).toBe(false)
      expect(isOnsetOf({ ...key, verb: 'list' }, onset), 'a part of what it asks').toBe(false)
    }
    expect([{ verb: 'list' }, { agent: 'other' }, { user: 'x' }].map((key) => isOnsetOf(key, onset))).toEqual(
      [false, false, false],
    )
    expect(['user', 'userAgent', 'verb'].map((by) => keyOfOnset([by], onset))).toEqual([
      { user: 'agent' },
      { userAgent: 'policy-agent/v2.7.0' },
      { agent: 'policy-agent' },
    ])
  })

  it('leads to the request that made the change', () => {
    const address = new URL(requestAddress('stream', change) ?? '', 'http://host')
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      ...{ cluster: 'stream', verb: 'create', request: 'a-1@2026-01-18T13:59:56.000Z' },
      talker: '{"user":"dana@example.com"}',
    })
    expect(requestAddress('stream', { ...change, who: null })).toBeNull()
  })
})
