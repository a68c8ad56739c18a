// For tests of traffic questions: the audit lines of a real API server twice, as two clusters, and what a few
// expressions over JSON.parse, not our normaliser, say of them. Only tests import it.
import { readFileSync } from 'node:fs'
import { insertAudit } from '../../../db/events/write/audit.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import type { TalkerDimension } from '../../../domain/model/talker.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'

export interface Line {
  auditID: string
  stage: string
  verb: string
  requestURI: string
  userAgent?: string
  user: { username?: string }
  objectRef?: { resource: string; subresource?: string; namespace?: string }
  responseStatus?: { code: number; message?: string }
  requestReceivedTimestamp: string
  stageTimestamp: string
}

const fixture = new URL('./fixtures/apiserver-1.20.2.jsonl', import.meta.url)
const text = readFileSync(fixture, 'utf8').trim().split('\n')
export const completed = text
  .map((line) => JSON.parse(line) as Line)
  .filter((line) => line.stage === 'ResponseComplete')
export const isLong = (line: Line) =>
  line.verb === 'watch' || /^(exec|attach|log|proxy|portforward)$/.test(line.objectRef?.subresource ?? '')
const microseconds = (time: string) =>
  Date.parse(`${time.slice(0, 19)}Z`) * 1_000 + Number(time.slice(20, 26))
export const took = (line: Line) =>
  microseconds(line.stageTimestamp) - microseconds(line.requestReceivedTimestamp)

/** What each line is called along a dimension, in the audit log's own words. */
export const named: Partial<Record<TalkerDimension, (line: Line) => string>> = {
  user: (line) => line.user.username ?? '',
  userAgent: (line) => line.userAgent ?? '',
  verb: (line) => line.verb,
  namespace: (line) => line.objectRef?.namespace ?? '',
  code: (line) => String(line.responseStatus?.code ?? 0),
}

export function tally(lines: readonly Line[], name: (line: Line) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const line of lines) counts[name(line)] = (counts[name(line)] ?? 0) + 1
  return counts
}

const now = new Date('2026-11-24T12:00:00Z')
export const clusters = ['demo', 'other']
/** Of both clusters together are twice as many. */
export const demo = { clusters: ['demo'] }
export const dayWindow = { from: '2026-11-23T00:00:00Z', to: '2026-11-24T00:00:00Z' }
export const windows = {
  minute: { from: '2026-11-23T18:00:00Z', to: '2026-11-23T22:00:00Z' },
  hour: dayWindow,
  day: { from: '2026-11-01T00:00:00Z', to: '2026-11-24T00:00:00Z' },
}

export interface TrafficRig {
  readonly stores: TestStores
  readonly ctx: QueryContext
}

export async function openTrafficRig(): Promise<TrafficRig> {
  const stores = await openTestStores()
  for (const cluster of clusters) {
    const body = text.map(
      (line, at) =>
        `{"_c":"${cluster}","_b":1,"_l":${at + 1},"_lo":1700000000,"_hi":1900000000,${line.slice(1)}`,
    )
    await insertAudit(stores.events, Buffer.from(body.join('\n')))
    await registerCluster(stores.relational, { id: cluster, region: 'eu-west-1', accountId: null, now })
  }
  const ctx = {
    viewer: openViewer,
    requestId: 'test',
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(now),
    settings: { retentionRawDays: 14 },
    signal: undefined,
    collecting: { sources: () => [] },
    owners: ownerRules([]),
  } as unknown as QueryContext
  return { stores, ctx }
}
