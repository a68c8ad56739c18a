// Insights: that they say what is so of the cluster, that names and words are EKS's where those are published, and
// that asking for a refresh judges anew.
import * as Eks from '@aws-sdk/client-eks'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, testEpochMs } from '../../world/clock.ts'
import type { Json } from '../kube/client-rig.ts'
import { AwsRig, ofEach, type Site } from './aws-rig.ts'

const demoScenarios = ['S05', 'S06']
let demo: AwsRig
beforeAll(async () => {
  demo = await AwsRig.open({ scale: 'demo', scenarios: demoScenarios })
}, 60_000)
afterAll(() => demo.close())

let small: AwsRig | undefined
afterEach(async () => {
  await small?.close()
  small = undefined
})

const named = (insights: readonly Json[], name: string): Json => insights.find((one) => one.name === name)
const statusOf = (insights: readonly Json[], name: string): string =>
  named(insights, name).insightStatus.status
const wholeOf = async (aws: AwsRig, { name, ...site }: Site, id: string): Promise<Json> =>
  (await aws.raw(site, `/clusters/${name}/insights/${id}`)).body.insight

/** Of every cluster that EKS runs. */
async function eachManaged(aws: AwsRig): Promise<{ site: Site; cluster: Json; insights: Json[] }[]> {
  const all = await ofEach(aws.clusters, async (site) => {
    const { cluster } = (await aws.raw(site, `/clusters/${site.name}`)).body
    return { site, cluster, insights: await aws.insights(site) }
  })
  return all.filter(({ cluster }) => cluster.connectorConfig === undefined)
}

/** What EKS says of a check that passes, as its user guide and answers of 2025 have it. */
const passing: Readonly<Record<string, string>> = {
  'Amazon Linux 2 compatibility': 'No Amazon Linux 2 nodes detected.',
  'Cluster health issues': 'No cluster health issues detected.',
  'EKS add-on version compatibility':
    'All installed EKS add-on versions are compatible with next Kubernetes version.',
  'Kubelet version skew': 'Node kubelet versions match the cluster control plane version.',
  'kube-proxy version skew': 'kube-proxy versions match the cluster control plane version.',
}
const deprecated = /^Deprecated APIs removed in Kubernetes v(1\.\d+)$/

describe('upgrade readiness', () => {
  it('is five checks of the next version, and one for each version to come that serves less', async () => {
    for (const { cluster, insights } of await eachManaged(demo)) {
      const minor = Number(cluster.version.split('.')[1])
      const upgrade = insights.filter(({ category }) => category === 'UPGRADE_READINESS')
      const removals = [29, 32].filter((removedIn) => removedIn > minor)
      expect(upgrade.map(({ name }) => name).sort()).toEqual(
        [
          ...Object.keys(passing),
          ...removals.map((to) => `Deprecated APIs removed in Kubernetes v1.${to}`),
        ].sort(),
      )
      for (const { name, kubernetesVersion, insightStatus, lastRefreshTime, lastTransitionTime } of upgrade) {
        const [, removedIn] = deprecated.exec(name) ?? []
        expect([name, kubernetesVersion]).toEqual([name, removedIn ?? `1.${minor + 1}`])
        if (insightStatus.status === 'PASSING') {
          expect(insightStatus.reason).toBe(
            passing[name] ?? 'No deprecated API usage detected within the last 30 days.',
          )
        }
        expect(lastTransitionTime).toBeLessThanOrEqual(lastRefreshTime)
      }
    }
  })

  it('says what is so: Amazon Linux 2, skew, add-ons, health', async () => {
    const seen = new Set<string>()
    for (const { site, cluster, insights } of await eachManaged(demo)) {
      const groups: Json[] = []
      for (const name of (await demo.raw(site, `/clusters/${site.name}/node-groups`)).body.nodegroups) {
        groups.push((await demo.raw(site, `/clusters/${site.name}/node-groups/${name}`)).body.nodegroup)
      }
      const told = (name: string) => [site.name, name, statusOf(insights, name)]
      for (const name of Object.keys(passing)) seen.add(`${name}: ${statusOf(insights, name)}`)
      const minor = Number(cluster.version.split('.')[1])
      const isDark = cluster.health.issues.some(({ code }: Json) => code === 'AccessDenied')
      const unless = (wrong: string | undefined) => (isDark ? 'UNKNOWN' : (wrong ?? 'PASSING'))
      const hasAl2 = groups.some(({ amiType }) => amiType.startsWith('AL2_'))
      const al2 = hasAl2 ? (minor >= 32 ? 'ERROR' : 'WARNING') : undefined
      expect(told('Amazon Linux 2 compatibility').at(-1)).toBe(unless(al2))
      const behind = Math.max(...groups.map(({ version }) => minor - Number(version.split('.')[1])))
      const skew = behind >= 3 ? 'ERROR' : behind > 0 ? 'WARNING' : undefined
      expect(told('Kubelet version skew').at(-1)).toBe(unless(skew))
      const isIll = cluster.health.issues.length > 0
      expect(told('Cluster health issues').at(-1)).toBe(isIll ? 'ERROR' : 'PASSING')
      const { addonVersion } = (await demo.raw(site, `/clusters/${site.name}/addons/kube-proxy`)).body.addon
      const late = addonVersion.startsWith(`v${cluster.version}.`) ? undefined : 'WARNING'
      expect(told('kube-proxy version skew').at(-1)).toBe(unless(late))
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'Amazon Linux 2 compatibility: ERROR',
        'EKS add-on version compatibility: ERROR',
        'Kubelet version skew: ERROR',
        'Kubelet version skew: WARNING',
        'Kubelet version skew: UNKNOWN',
        'kube-proxy version skew: WARNING',
      ]),
    )
  }, 60_000)

  it('names add-ons that do not go with the next version as the catalogue has it', async () => {
    let found = 0
    for (const { site, insights } of await eachManaged(demo)) {
      const { id, kubernetesVersion } = named(insights, 'EKS add-on version compatibility')
      const { categorySpecificSummary } = await wholeOf(demo, site, id)
      for (const { name, compatibleVersions } of categorySpecificSummary.addonCompatibilityDetails) {
        const query = `?kubernetesVersion=${kubernetesVersion}&addonName=${name}`
        const [offered] = (await demo.raw(site, `/addons/supported-versions${query}`)).body.addons
        expect(compatibleVersions).toEqual(
          offered.addonVersions.map(({ addonVersion }: Json) => addonVersion),
        )
        const { addon } = (await demo.raw(site, `/clusters/${site.name}/addons/${name}`)).body
        expect(compatibleVersions).not.toContain(addon.addonVersion)
        found += 1
      }
    }
    expect(found).toBeGreaterThan(0)
  })
})

describe('lists', () => {
  it('are narrowed by category, version and status, and come in pages with what a summary has', async () => {
    const site = demo.site('edge-oslo')
    const all = await demo.insights(site)
    expect(new Set(all.map(({ category }) => category))).toEqual(
      new Set(['UPGRADE_READINESS', 'MISCONFIGURATION']),
    )
    expect(await demo.insights(site, { categories: ['MISCONFIGURATION'] })).toHaveLength(1)
    expect(await demo.insights(site, { categories: ['ROLLBACK_READINESS'] })).toEqual([])
    expect(await demo.insights(site, { statuses: ['PASSING'] })).toEqual(
      all.filter(({ insightStatus }) => insightStatus.status === 'PASSING'),
    )
    expect(await demo.insights(site, { kubernetesVersions: ['1.1'] })).toEqual([])
    const client = await demo.eksOf(site)
    const paged: Eks.InsightSummary[] = []
    const pages = Eks.paginateListInsights({ client, pageSize: 2 }, { clusterName: site.name })
    for await (const { insights = [] } of pages) paged.push(...insights)
    expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    const { recommendation, additionalInfo, resources, categorySpecificSummary, ...summary } = await wholeOf(
      demo,
      site,
      all[0].id,
    )
    expect(summary).toEqual(all[0])
    expect([recommendation, additionalInfo, resources, categorySpecificSummary]).not.toContain(undefined)
  })

  it('have MISCONFIGURATION where there are hybrid nodes alone', async () => {
    for (const { cluster, insights } of await eachManaged(demo)) {
      expect(insights.some(({ category }) => category === 'MISCONFIGURATION')).toBe(
        cluster.remoteNetworkConfig !== undefined,
      )
    }
  })
})

describe('a refresh', () => {
  const start = (client: Eks.EKSClient, clusterName: string) =>
    client.send(new Eks.StartInsightsRefreshCommand({ clusterName }))
  const look = (client: Eks.EKSClient, clusterName: string) =>
    client.send(new Eks.DescribeInsightsRefreshCommand({ clusterName }))

  it('takes time, is not begun twice, and the next comes a day after it', async () => {
    small = await AwsRig.open()
    const site = small.site('svc-ads-euw1')
    const client = await small.eksOf(site)
    const nowMs = testEpochMs + 14 * dayMs
    const refreshedMs = async (): Promise<number> =>
      1_000 * ((await (small as AwsRig).insights(site))[0].lastRefreshTime as number)
    const daily = await refreshedMs()
    expect(daily).toBeGreaterThanOrEqual(nowMs - dayMs)
    expect(await start(client, site.name)).toMatchObject({ status: 'IN_PROGRESS' })
    const { startedAt } = await look(client, site.name)
    expect(startedAt?.getTime()).toBe(nowMs)
    await small.rig.control('/_sim/clock', { byMs: 30_000 })
    await start(client, site.name)
    expect(await look(client, site.name)).toMatchObject({ status: 'IN_PROGRESS', startedAt })
    expect(await refreshedMs()).toBe(daily)
    await small.rig.control('/_sim/clock', { byMs: 170_000 })
    const { status, endedAt } = await look(client, site.name)
    expect([status, await refreshedMs()]).toEqual(['COMPLETED', endedAt?.getTime()])
    const ids = (await small.insights(site)).map(({ id }) => id)
    await small.rig.control('/_sim/clock', { byMs: dayMs })
    expect(await refreshedMs()).toBe((endedAt?.getTime() as number) + dayMs)
    expect((await small.insights(site)).map(({ id }) => id)).toEqual(ids)
  })

  it('fails where EKS may not look into the cluster, and nothing is judged anew', async () => {
    const [dark] = (await eachManaged(demo)).filter(({ cluster }) =>
      cluster.health.issues.some(({ code }: Json) => code === 'AccessDenied'),
    )
    if (dark === undefined) throw new Error('no cluster keeps EKS out')
    const { site, insights } = dark
    const client = await demo.eksOf(site)
    await start(client, site.name)
    await demo.rig.control('/_sim/clock', { byMs: 300_000 })
    expect(await look(client, site.name)).toMatchObject({ status: 'FAILED' })
    expect((await demo.insights(site)).map(({ lastRefreshTime }) => lastRefreshTime)).toEqual(
      insights.map(({ lastRefreshTime }) => lastRefreshTime),
    )
  })
})

describe('deprecated APIs', () => {
  const name = 'Deprecated APIs removed in Kubernetes v1.32'
  const clusterName = 'svc-ads-euw1'
  const truthsAt = async (aws: AwsRig, query = ''): Promise<Record<string, number>> => {
    const { truths } = await aws.rig.control(`/_sim/truth?cluster=${clusterName}${query}`)
    const own = truths.filter(({ scenario }: Json) => scenario.startsWith('S05'))
    return Object.fromEntries(own.map(({ metric, value }: Json) => [metric, value]))
  }
  const rowOf = async (aws: AwsRig): Promise<Json> => {
    const site = aws.site(clusterName)
    return await wholeOf(aws, site, named(await aws.insights(site), name).id)
  }
  const clientsIn = ({ categorySpecificSummary }: Json): Json[] =>
    categorySpecificSummary.deprecationDetails.flatMap(({ clientStats }: Json) => clientStats)
  const refreshed = async (aws: AwsRig): Promise<string> => {
    const client = await aws.eksOf(aws.site(clusterName))
    await client.send(new Eks.StartInsightsRefreshCommand({ clusterName }))
    await aws.rig.control('/_sim/clock', { byMs: 180_000 })
    const { status, endedAt } = await client.send(new Eks.DescribeInsightsRefreshCommand({ clusterName }))
    expect(status).toBe('COMPLETED')
    return (endedAt as Date).toISOString()
  }

  it('that are called are an error of the next version, with who called how often and when', async () => {
    small = await AwsRig.open({ scenarios: ['S05'] })
    const truths = await truthsAt(small)
    expect(truths).toMatchObject({ 'insight.requestsLast30Days': 8_640, 'insight.bars': 1 })
    const row = await rowOf(small)
    expect(row).toMatchObject({
      kubernetesVersion: '1.32',
      insightStatus: { status: 'ERROR' },
      lastRefreshTime: (truths['insight.lastRefreshMs'] as number) / 1_000,
      resources: [
        {
          insightStatus: { status: 'ERROR' },
          kubernetesResourceUri: '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas/null',
        },
      ],
    })
    const [called, other] = row.categorySpecificSummary.deprecationDetails
    expect(called).toEqual({
      usage: '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas',
      replacedWith: '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas',
      stopServingVersion: '1.32',
      startServingReplacementVersion: '1.29',
      clientStats: [
        {
          userAgent: 'legacy-hpa-operator/1.4.2',
          numberOfRequestsLast30Days: 8_640,
          lastRequestTime: (truths['insight.lastRequestMs'] as number) / 1_000,
        },
      ],
    })
    expect(other.clientStats).toEqual([])
  })

  it('that are called no more pass once thirty days are over: when asked anew, a day before EKS would look', async () => {
    small = await AwsRig.open({ scenarios: ['S05-b'] })
    const early = await rowOf(small)
    expect(early.insightStatus.status).toBe('ERROR')
    const endedAt = await refreshed(small)
    const anew = await rowOf(small)
    const before = clientsIn(early)[0]
    const after = clientsIn(anew)[0]
    expect(anew.lastRefreshTime).toBe(Date.parse(endedAt) / 1_000)
    expect(after.numberOfRequestsLast30Days).toBeLessThan(before.numberOfRequestsLast30Days)
    expect(after.numberOfRequestsLast30Days).toBe(
      (await truthsAt(small, `&at=${endedAt}`))['api.deprecatedRequestsLast30Days'],
    )
    expect(after.lastRequestTime).toBe(before.lastRequestTime)
    // The last call was at 06:00 of day 12 at the latest.
    await small.rig.control('/_sim/clock', { now: new Date(testEpochMs + 42.25 * dayMs + 1).toISOString() })
    expect((await rowOf(small)).insightStatus.status).toBe('ERROR')
    await refreshed(small)
    const mended = await rowOf(small)
    expect(mended.insightStatus).toEqual({
      status: 'PASSING',
      reason: 'No deprecated API usage detected within the last 30 days.',
    })
    expect(clientsIn(mended)).toEqual([])
    expect(mended.lastTransitionTime).toBeGreaterThan(anew.lastTransitionTime)
    expect(await truthsAt(small)).toMatchObject({ 'api.deprecatedRequestsLast30Days': 0 })
  })
})

describe('Amazon Linux 2', () => {
  it('stands in the way of 1.33 in the three clusters of S06 and in no other, and nothing else does there', async () => {
    const { truths } = await demo.rig.control('/_sim/truth')
    const value = (metric: string, subject: string): number =>
      truths.find((truth: Json) => truth.metric === metric && truth.subject === subject)?.value
    const barred: string[] = []
    let nodes = 0
    for (const { site, insights } of await eachManaged(demo)) {
      const row = named(insights, 'Amazon Linux 2 compatibility')
      if (row.kubernetesVersion !== '1.33' || row.insightStatus.status === 'PASSING') continue
      barred.push(site.name)
      expect(row.insightStatus.status).toBe('ERROR')
      const others = insights.filter(({ id }) => id !== row.id)
      expect(others.map(({ insightStatus }) => insightStatus.status)).toEqual(others.map(() => 'PASSING'))
      const { resources } = await wholeOf(demo, site, row.id)
      const own = { nodes: 0 }
      for (const { arn } of resources) {
        const [, group] = /:nodegroup\/[\w-]+\/([\w-]+)\//.exec(arn) as unknown as [string, string]
        const { nodegroup } = (await demo.raw(site, `/clusters/${site.name}/node-groups/${group}`)).body
        expect(nodegroup).toMatchObject({ nodegroupArn: arn, tags: { team: expect.any(String) } })
        expect(nodegroup.scalingConfig.desiredSize).toBe(value('al2.nodeGroupNodes', `${site.name}/${group}`))
        own.nodes += nodegroup.scalingConfig.desiredSize
      }
      const images = (await demo.rig.pages(`/k8s/${site.name}/api/v1/nodes`, 0))[0].items
        .map(({ status }: Json) => status.nodeInfo.osImage)
        .filter((image: string) => image === 'Amazon Linux 2')
      expect([own.nodes, images.length]).toEqual([value('al2.nodes', site.name), own.nodes])
      nodes += own.nodes
    }
    const of = 'Amazon Linux 2 compatibility'
    expect([nodes, barred.length]).toEqual([value('al2.nodes', of), value('al2.clusters', of)])
    expect([nodes, barred]).toEqual([726, ['data-euw1-c1', 'legacy-payments-use1', 'svc-ads-use1']])
    expect(value('al2.accounts', of)).toBe(3)
  })
})
