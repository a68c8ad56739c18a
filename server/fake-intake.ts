// What a process knows of its senders, of one cluster, for tests of who may see what.
import type { FollowedFile } from '../domain/model/followed-file.ts'
import type { RefusedCalls } from '../domain/model/refused-calls.ts'

export const refusedFor = (clusterId: string | null): RefusedCalls => ({
  status: 401,
  reason: 'this ingest token is unknown here',
  route: `/api/ingest/v1/clusters/${clusterId}/audit`,
  clusterId,
  token: null,
  fromPage: false,
  from: '10.0.0.9',
  userAgent: 'shipper/1',
  count: 1,
  firstAt: new Date('2026-11-23T00:59:00Z'),
  lastAt: new Date('2026-11-23T00:59:00Z'),
})

export const followedFor = (clusterId: string): FollowedFile => ({
  clusterId,
  path: `/var/log/${clusterId}.log`,
  state: 'following',
  reason: '',
  positionBytes: 0,
  sizeBytes: 0,
  behindBytes: 0,
  behindSince: null,
  lastReadAt: null,
  lost: { times: 0, lastAt: null, what: '' },
})
