// A cluster while its control plane is upgraded, after that, and after an upgrade that failed, as EKS tells it.
import { expect, it } from 'vitest'
import { dayMs, FrozenClock, hourMs, minuteMs, testEpochMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { type Edit, momentOf } from '../../world/scenario.ts'
import { World } from '../../world/world.ts'
import type { Json } from '../kube/client-rig.ts'
import { describeCluster } from './eks-cluster.ts'
import { insightsAt } from './eks-insights.ts'
import { updatesOf } from './eks-updates.ts'

const startMs = testEpochMs + 5 * dayMs
const takesMs = 20 * minuteMs

function clusterOf(failure?: { code: string; message: string }): Cluster {
  const cluster = 'svc-ads-euw1'
  const edit: Edit = {
    do: 'version.upgrade',
    cluster,
    at: momentOf(5),
    forMs: takesMs,
    to: 33,
    ...(failure === undefined ? {} : { failure }),
  }
  const scenario = { id: 'S00', title: 'an upgrade', pins: [{ cluster, minor: 32 }], edits: [edit] }
  const clock = new FrozenClock(startMs)
  const world = new World({ seed: 7, scale: 'small', epochMs: testEpochMs, clock, scenarios: [scenario] })
  return world.cluster(cluster) as Cluster
}

const own = { nodegroupName: undefined, addonName: undefined, capabilityName: undefined }
const at = (cluster: Cluster, ms: number) => {
  const { status, version } = describeCluster(cluster, ms) as Json
  const update: Json = updatesOf(cluster, own, ms)?.find(({ createdAt }) => createdAt === startMs / 1_000)
  return { status, version, update: update?.status, errors: update?.errors }
}

it('is UPDATING while it lasts, then of the next version', () => {
  const cluster = clusterOf()
  const done = { status: 'ACTIVE', version: '1.33', update: 'Successful', errors: [] }
  expect(at(cluster, startMs)).toEqual({
    status: 'ACTIVE',
    version: '1.32',
    update: undefined,
    errors: undefined,
  })
  expect(at(cluster, startMs + 1)).toEqual({
    status: 'UPDATING',
    version: '1.32',
    update: 'InProgress',
    errors: [],
  })
  expect(at(cluster, startMs + takesMs)).toMatchObject({
    status: 'UPDATING',
    version: '1.32',
    update: 'InProgress',
  })
  expect(at(cluster, startMs + takesMs + 1)).toEqual(done)
  const [newest] = updatesOf(cluster, own, startMs + dayMs) as readonly Json[]
  expect(newest).toMatchObject({ type: 'VersionUpdate', params: [{ type: 'Version', value: '1.33' }] })
})

it('stays as it was where it fails, and says why', () => {
  const cluster = clusterOf({ code: 'InsufficientFreeAddresses', message: 'no addresses' })
  expect(at(cluster, startMs + hourMs)).toEqual({
    status: 'ACTIVE',
    version: '1.32',
    update: 'Failed',
    errors: [{ errorCode: 'InsufficientFreeAddresses', errorMessage: 'no addresses', resourceIds: [] }],
  })
})

it('has insights for the version after, and for seven days of going back', () => {
  const cluster = clusterOf()
  const told = (ms: number): string[] =>
    insightsAt(cluster, ms).map(
      (one: Json) => `${one.category} ${one.kubernetesVersion} ${one.insightStatus.status}`,
    )
  const before = told(startMs)
  expect(new Set(before.map((one) => one.split(' ')[1]))).toEqual(new Set(['1.33']))
  const after = told(startMs + hourMs)
  // Its nodes are one version behind now, and none is newer than what it would go back to.
  expect(after).toContain('UPGRADE_READINESS 1.34 WARNING')
  expect(after.filter((one) => one.startsWith('ROLLBACK'))).toEqual([
    'ROLLBACK_READINESS 1.32 PASSING',
    'ROLLBACK_READINESS 1.32 PASSING',
  ])
  const ended = startMs + takesMs + 7 * dayMs
  expect(told(ended - 1).some((one) => one.startsWith('ROLLBACK'))).toBe(true)
  expect(told(ended).some((one) => one.startsWith('ROLLBACK'))).toBe(false)
  const [row] = insightsAt(cluster, startMs + hourMs) as readonly Json[]
  expect(row?.lastTransitionTime).toBe((startMs + takesMs) / 1_000)
})
