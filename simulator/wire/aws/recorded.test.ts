// Answers of the faces against answers that EKS gave and examples of Organizations, field by field: each field of the recorded ones is there and
// of the same type, and fields that only ours have are ones of a later EKS, or of what the recorded one had not.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Json } from '../kube/client-rig.ts'
import { AwsRig, fixture, type Site } from './aws-rig.ts'

interface Recorded {
  readonly operation: string
  readonly from: string
  readonly status: number
  readonly body: Json
}
const recorded: readonly Recorded[] = fixture('recorded.json')

let aws: AwsRig
beforeAll(async () => {
  aws = await AwsRig.open()
})
afterAll(() => aws.close())

/** Whose members are free: names that users give. */
const maps = new Set(['tags', 'labels'])

/** "cluster.logging.clusterLogging[].types[]" → "string", of every field; null is none. */
function fieldsOf(value: Json, at = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null) return into
  const type = Array.isArray(value) ? 'array' : typeof value
  into.set(at, type)
  if (type === 'array') for (const member of value) fieldsOf(member, `${at}[]`, into)
  else if (type === 'object' && !maps.has(at.slice(at.lastIndexOf('.') + 1))) {
    for (const [key, inner] of Object.entries(value)) fieldsOf(inner, at === '' ? key : `${at}.${key}`, into)
  }
  return into
}

interface Differences {
  readonly onlyTheirs?: readonly string[]
  readonly onlyOurs?: readonly string[]
}

/** A difference that is named covers what is below it. */
function compare(ours: Json, theirs: Json, { onlyTheirs = [], onlyOurs = [] }: Differences): void {
  const [mine, real] = [fieldsOf(ours), fieldsOf(theirs)]
  const uncovered = (of: Map<string, string>, without: Map<string, string>, named: readonly string[]) =>
    [...of.keys()].filter(
      (field) =>
        !without.has(field) &&
        !named.some((one) => `${field}.`.startsWith(`${one}.`) || field.startsWith(`${one}[`)),
    )
  expect(uncovered(real, mine, onlyTheirs)).toEqual([])
  expect(uncovered(mine, real, onlyOurs)).toEqual([])
  // Nothing is excused that needs none.
  for (const field of onlyTheirs)
    expect([field, real.has(field), mine.has(field)]).toEqual([field, true, false])
  for (const field of onlyOurs)
    expect([field, mine.has(field), real.has(field)]).toEqual([field, true, false])
  for (const [field, type] of real)
    if (mine.has(field)) expect([field, mine.get(field)]).toEqual([field, type])
}

const later2022 = [
  'cluster.kubernetesNetworkConfig.elasticLoadBalancing',
  'cluster.health',
  'cluster.accessConfig',
  'cluster.upgradePolicy',
  'cluster.zonalShiftConfig',
  'cluster.computeConfig',
  'cluster.storageConfig',
  'cluster.deletionProtection',
  'cluster.controlPlaneScalingConfig',
]
const encryption = 'cluster.encryptionConfig'
const groups = 'cluster.resourcesVpcConfig.securityGroupIds[]'
const ofRecording: Readonly<Record<string, Differences & { readonly at: string }>> = {
  // Of Auto Mode; and this EKS said nothing of health.
  'addon_health/DescribeCluster_1': {
    at: '/clusters/svc-ads-euw1',
    onlyTheirs: ['cluster.computeConfig.nodeRoleArn', 'cluster.computeConfig.nodePools[]'],
    onlyOurs: [encryption, 'cluster.health', groups],
  },
  'upgrade_available/DescribeCluster_1': { at: '/clusters/svc-ads-euw1', onlyOurs: [...later2022, groups] },
  // This one may not be reached from everywhere.
  'kms_filter/DescribeCluster_2': {
    at: '/clusters/dev-ads-use1',
    onlyTheirs: ['cluster.resourcesVpcConfig.publicAccessCidrs[]'],
    onlyOurs: [...later2022, groups],
  },
  'delete_with_both/DeleteCluster_1': {
    at: '/clusters/dev-ads-use1',
    onlyTheirs: ['cluster.resourcesVpcConfig.publicAccessCidrs[]'],
    onlyOurs: ['cluster.kubernetesNetworkConfig', ...later2022.slice(1)],
  },
  'addon_health/DescribeAddon_1': {
    at: '/clusters/svc-ads-euw1/addons/vpc-cni',
    onlyOurs: ['addon.publisher', 'addon.owner'],
  },
  'addon_health/DescribeAddon_2': {
    at: '/clusters/svc-ads-euw1/addons/coredns',
    onlyOurs: ['addon.publisher', 'addon.owner'],
  },
  'addon_health/ListAddons_1': { at: '/clusters/svc-ads-euw1/addons' },
  'addon_health/ListClusters_1': { at: '/clusters' },
  'delete_with_both/ListNodegroups_1': { at: '/clusters/svc-ads-euw1/node-groups' },
  'delete_with_both/ListNodegroups_3': { at: '/clusters/edge-amsterdam/node-groups' },
  'delete_with_both/DeleteNodegroup_1': {
    at: '/clusters/svc-ads-euw1/node-groups/system',
    onlyTheirs: ['nodegroup.remoteAccess', 'nodegroup.resources.remoteAccessSecurityGroup'],
    onlyOurs: ['nodegroup.capacityType', 'nodegroup.updateConfig', 'nodegroup.nodeRepairConfig'],
  },
  'delete_with_both/DescribeNodegroup_1': { at: '/clusters/svc-ads-euw1/node-groups/test' },
  'delete_with_both/ListFargateProfiles_1': { at: '/clusters/⟦fargate⟧/fargate-profiles' },
  'delete_with_both/DeleteFargateProfile_1': {
    at: '/clusters/⟦fargate⟧/fargate-profiles/on-demand-jobs',
    onlyOurs: ['fargateProfile.health'],
  },
  'delete_with_both/DescribeFargateProfile_1': { at: '/clusters/svc-ads-euw1/fargate-profiles/test' },
  'upgrade_available/DescribeClusterVersions_1': {
    at: '/cluster-versions',
    onlyOurs: ['clusterVersions[].controlPlaneScalingTiers'],
  },
}

/** A cluster with a Fargate profile. */
async function withFargate(): Promise<Site> {
  for (const site of aws.clusters) {
    const { body } = await aws.raw(site, `/clusters/${site.name}/fargate-profiles`)
    if (body.fargateProfileNames.length > 0) return site
  }
  throw new Error('no cluster has a Fargate profile')
}

it.each(recorded.map((one) => [one.operation, one.from, one] as const))(
  '%s as in %s',
  async (_, from, theirs) => {
    const { at, ...differences } = ofRecording[from] as Differences & { at: string }
    const [, named] = /^\/clusters\/([\w-]+)/.exec(at) ?? []
    const site = at.includes('⟦fargate⟧') ? await withFargate() : aws.site(named ?? 'svc-ads-euw1')
    const { status, code, body } = await aws.raw(site, at.replace('⟦fargate⟧', site.name))
    expect(status).toBe(theirs.status)
    if (status === 200) compare(body, theirs.body, differences)
    else expect([code, body.message]).toEqual([theirs.body.Error.Code, theirs.body.Error.Message])
  },
)

it('every recorded answer is compared', () => {
  expect(recorded.map(({ from }) => from).sort()).toEqual(Object.keys(ofRecording).sort())
})

const examples: Readonly<Record<string, Json>> = fixture('organizations.json')

it.each(Object.keys(examples))('%s as in the examples of Organizations', async (operation) => {
  const ask = async (what: string, body: object): Promise<Json> => {
    const headers = {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260119/us-east-1/organizations/aws4_request, Signature=0',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSOrganizationsV20161128.${what}`,
    }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return await (await fetch(`${aws.rig.simulator.url}/aws/organizations/`, init)).json()
  }
  const root = (await ask('ListRoots', {})).Roots[0].Id
  const unit = (await ask('ListOrganizationalUnitsForParent', { ParentId: root })).OrganizationalUnits[0].Id
  const ParentId = operation === 'ListAccountsForParent' ? unit : root
  const ours = await ask(operation, { ParentId, ChildId: unit })
  // In 2026 accounts have a state beside their status.
  compare(
    ours,
    examples[operation],
    operation === 'ListAccountsForParent' ? { onlyOurs: ['Accounts[].State'] } : {},
  )
})
