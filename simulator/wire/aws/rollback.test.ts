// An upgrade as EKS tells of it while time goes by: the control plane, its node groups one by one, the updates of
// both, and one that fails.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testEpochMs } from '../../world/clock.ts'
import { momentOf } from '../../world/scenario.ts'
import type { Json } from '../kube/client-rig.ts'
import { AwsRig } from './aws-rig.ts'

let aws: AwsRig
beforeAll(async () => {
  aws = await AwsRig.open({ startDay: 8, scenarios: ['S19'] })
})
afterAll(() => aws.close())

const moveTo = (day: number, time: string): Promise<Json> => {
  const now = new Date(testEpochMs + momentOf(day, time)).toISOString()
  return aws.rig.control('/_sim/clock', { now })
}
const ask = async (name: string, at: string): Promise<Json> =>
  (await aws.raw(aws.site(name), `/clusters/${name}${at}`)).body

async function updatesOf(name: string, query = ''): Promise<Json[]> {
  const { updateIds } = await ask(name, `/updates${query}`)
  return Promise.all(updateIds.map(async (id: string) => (await ask(name, `/updates/${id}${query}`)).update))
}

it('upgrades a cluster, then its node groups', async () => {
  const name = 'dev-ads-use1'
  const { nodegroups } = await ask(name, '/node-groups')
  const groupOf = async (group: string): Promise<Json> => (await ask(name, `/node-groups/${group}`)).nodegroup
  const seen = async (): Promise<Json> => {
    const { cluster } = await ask(name, '')
    const [last] = await updatesOf(name)
    const groups = await Promise.all(nodegroups.map(groupOf))
    return {
      cluster: [cluster.version, cluster.status],
      update: [last?.type, last?.status, last?.params[0].value],
      groups: groups.map(({ version, status }) => `${version} ${status}`),
    }
  }
  const all = (told: string): string[] => nodegroups.map(() => told)
  await moveTo(8, '09:05')
  expect(await seen()).toEqual({
    cluster: ['1.32', 'UPDATING'],
    update: ['VersionUpdate', 'InProgress', '1.33'],
    groups: all('1.32 ACTIVE'),
  })
  await moveTo(8, '09:14')
  expect(await seen()).toMatchObject({
    cluster: ['1.33', 'ACTIVE'],
    update: ['VersionUpdate', 'Successful', '1.33'],
    groups: all('1.32 ACTIVE'),
  })
  await moveTo(8, '09:18')
  const { groups } = await seen()
  expect(groups).toEqual(['1.32 UPDATING', ...all('1.32 ACTIVE').slice(1)])
  const [running] = await updatesOf(name, `?nodegroupName=${nodegroups[0]}`)
  expect(running).toMatchObject({ type: 'VersionUpdate', status: 'InProgress' })
  await moveTo(8, '13:00')
  expect((await seen()).groups).toEqual(all('1.33 ACTIVE'))
  const group = await groupOf(nodegroups[0])
  expect(group.releaseVersion).toMatch(/^1\.(33\.\d+-\d+|51)/)
  expect(group.updateConfig).toEqual({ maxUnavailablePercentage: 10, updateStrategy: 'MINIMAL' })
  const [done] = await updatesOf(name, `?nodegroupName=${nodegroups[0]}`)
  expect(done).toMatchObject({ id: running?.id, status: 'Successful', params: [{ value: '1.33' }, {}] })
})

it('leaves a cluster where it was whose add-ons are not fit', async () => {
  const name = 'svc-social-use2'
  await moveTo(11, '23:00')
  const { cluster } = await ask(name, '')
  expect([cluster.version, cluster.status]).toEqual(['1.32', 'ACTIVE'])
  const [failed] = await updatesOf(name)
  expect(failed).toMatchObject({
    type: 'VersionUpdate',
    status: 'Failed',
    errors: [{ errorCode: 'ConfigurationConflict', resourceIds: [] }],
  })
  for (const group of (await ask(name, '/node-groups')).nodegroups) {
    const { nodegroup } = await ask(name, `/node-groups/${group}`)
    expect([nodegroup.version, nodegroup.status]).toEqual(['1.32', 'ACTIVE'])
  }
})
