// Every answer of the EKS face, of every cluster and every part, against botocore's model of EKS: names of members,
// their types, values of enumerations, times in epoch seconds; refusals too.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoScenarios } from '../../main.ts'
import type { Json } from '../kube/client-rig.ts'
import { AwsRig, fixture, ofEach, type Site } from './aws-rig.ts'

const { operations, errors } = fixture('eks-model.json')

let aws: AwsRig
beforeAll(async () => {
  aws = await AwsRig.open({ scale: 'demo', scenarios: demoScenarios })
}, 60_000)
afterAll(() => aws.close())

const post = { method: 'POST', body: '{}' }
const isSeconds = (value: unknown): boolean =>
  typeof value === 'number' && value > Date.UTC(2017, 0) / 1_000 && value < Date.UTC(2032, 0) / 1_000

/** What is wrong, each with its place. A member that is not there is null. */
function faults(value: Json, shape: Json, at: string): string[] {
  if (value === null || value === undefined) return []
  const is = (right: boolean): string[] =>
    right ? [] : [`${at}: ${JSON.stringify(value)} is no ${JSON.stringify(shape)}`]
  if (shape === 'timestamp') return is(isSeconds(value))
  if (shape === 'integer' || shape === 'long') return is(Number.isSafeInteger(value))
  if (typeof shape === 'string') return is(typeof value === shape)
  if (Array.isArray(shape)) {
    return Array.isArray(value) ? value.flatMap((member) => faults(member, shape[0], `${at}[]`)) : is(false)
  }
  if (Array.isArray(shape.enum)) return is(shape.enum.includes(value))
  if (typeof value !== 'object' || Array.isArray(value)) return is(false)
  const needed = Object.keys(shape).filter((key) => key.endsWith('!') && !(key.slice(0, -1) in value))
  return [
    ...needed.map((key) => `${at} has no ${key}`),
    ...Object.entries(value).flatMap(([key, inner]) => {
      const member = shape['*'] ?? shape[key] ?? shape[`${key}!`]
      return member === undefined
        ? [`${at}.${key} is not in the model`]
        : faults(inner, member, `${at}.${key}`)
    }),
  ]
}

/** By list: how what is listed is described. */
const described: Readonly<Record<string, readonly [operation: string, idKey?: string]>> = {
  ListNodegroups: ['DescribeNodegroup'],
  ListAddons: ['DescribeAddon'],
  ListInsights: ['DescribeInsight', 'id'],
  ListUpdates: ['DescribeUpdate'],
  ListAccessEntries: ['DescribeAccessEntry'],
  ListPodIdentityAssociations: ['DescribePodIdentityAssociation', 'associationId'],
  ListFargateProfiles: ['DescribeFargateProfile'],
  ListCapabilities: ['DescribeCapability', 'capabilityName'],
}

it('all answers are as the model says', async () => {
  const wrong: string[] = []
  const seen = new Set<string>()
  const ask = async (site: Site, operation: string, ids: readonly string[], query = ''): Promise<Json> => {
    const { uri, method, output } = operations[operation]
    const rest = [...ids]
    const at = uri.replaceAll(/\{\w+\}/g, () => encodeURIComponent(rest.shift() as string)) + query
    const { status, code, body } = await aws.raw(site, at, method === 'POST' ? post : {})
    expect([operation, at, status, code]).toEqual([operation, at, 200, null])
    seen.add(operation)
    // In capitals in what EKS answered, whatever its model says.
    const known = faults(body, output, operation).filter(
      (fault) => !/^DescribeClusterVersions\S+\.status: "[A-Z_]+"/.test(fault),
    )
    wrong.push(...known)
    return body
  }
  const walk = async (site: Site): Promise<void> => {
    await ask(site, 'ListClusters', [], '?include=all')
    await ask(site, 'DescribeCluster', [site.name])
    for (const [list, [describe, idKey]] of Object.entries(described)) {
      const [members] = Object.values(await ask(site, list, [site.name])) as [Json[]]
      for (const member of members) {
        const id = idKey === undefined ? member : member[idKey]
        await ask(site, describe, [site.name, id])
        if (list === 'ListAccessEntries') await ask(site, 'ListAssociatedAccessPolicies', [site.name, id])
        const of = { ListNodegroups: 'nodegroupName', ListAddons: 'addonName' }[list]
        if (of === undefined) continue
        const query = `?${of}=${id}`
        for (const update of (await ask(site, 'ListUpdates', [site.name], query)).updateIds) {
          await ask(site, 'DescribeUpdate', [site.name, update], query)
        }
      }
    }
    await ask(site, 'StartInsightsRefresh', [site.name])
    await ask(site, 'DescribeInsightsRefresh', [site.name])
  }
  await ofEach(aws.clusters, walk)
  const [first] = aws.clusters as [Site]
  await ask(first, 'DescribeClusterVersions', [], '?includeAll=true')
  await ask(first, 'DescribeAddonVersions', [])
  await aws.rig.control('/_sim/clock', { byMs: 600_000 })
  for (const site of aws.clusters) await ask(site, 'DescribeInsightsRefresh', [site.name])
  expect(wrong).toEqual([])
  expect([...seen].sort()).toEqual(Object.keys(operations).sort())
}, 120_000)

it.each([
  ['/clusters/nothing', {}],
  ['/clusters/svc-ads-euw1/node-groups/nothing', {}],
  ['/clusters?maxResults=0', {}],
  ['/clusters?nextToken=nonsense', {}],
] as [string, RequestInit][])('the refusal of %s is an exception of the model', async (at, init) => {
  const { status, code, body } = await aws.raw(aws.site('svc-ads-euw1'), at, init)
  expect(errors[code as string].status).toBe(status)
  expect(faults(body, errors[code as string].members, code as string)).toEqual([])
  expect(Object.keys(body).sort()).toEqual(Object.keys(errors[code as string].members).sort())
})
