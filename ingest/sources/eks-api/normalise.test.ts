// Whatever AWS tells, the inventory can hold: cut, never refused; and what was left out is left out.
import type { Cluster } from '@aws-sdk/client-eks'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterFactsSchema } from '../../../domain/model/cluster.ts'
import { partSchemas } from '../../../domain/model/cluster-part.ts'
import { clusterVersionSchema } from '../../../domain/support/calendar.ts'
import { compareAddOnVersions } from './add-on-version.ts'
import { offerOf, withOffer } from './catalogue.ts'
import { aliasesOf, clusterFactsOf } from './normalise.ts'
import { addOnOf, clusterUpdateOf, insightOf, nodeGroupOf } from './normalise-parts.ts'
import { clusterVersionOf } from './version-calendar.ts'

const at = { accountId: '111122223333', region: 'eu-west-1' }
const seeded = { seed: 20_261_123, numRuns: 60 }
const long = fc.constantFrom('', 'ACTIVE', '1.33', 'x'.repeat(9_000), '\u{1F600}'.repeat(4_000), 'é\n"')
const labels = fc.dictionary(fc.string({ minLength: 1, maxLength: 300 }), long, { maxKeys: 5 })
const issue = fc.record(
  { code: long, message: long, resourceIds: fc.array(long, { maxLength: 3 }) },
  { requiredKeys: [] },
)

describe('a cluster of any answer', () => {
  it('fits the inventory', () => {
    const cluster = fc.record(
      {
        name: fc.string({ maxLength: 100 }),
        arn: long,
        version: long,
        endpoint: long,
        status: long,
        tags: labels,
        health: fc.record({ issues: fc.array(issue, { maxLength: 130 }) }),
        createdAt: fc.date(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(cluster, (told) => {
        expect(clusterFactsSchema.safeParse(clusterFactsOf(told as Cluster, at)).error).toBeUndefined()
      }),
      seeded,
    )
  })

  it('says nothing of what AWS left out', () => {
    expect(clusterFactsOf({ name: 'a' }, at)).toEqual({
      name: 'a',
      provider: 'eks',
      connector: null,
      ...at,
      tags: {},
      health: [],
      autoMode: false,
      secretsEncrypted: false,
      hybridNodes: false,
    })
  })

  it('is in Auto Mode only when all three parts of it are on', () => {
    const on = { enabled: true }
    const whole: Cluster = {
      computeConfig: on,
      storageConfig: { blockStorage: on },
      kubernetesNetworkConfig: { elasticLoadBalancing: on },
    }
    expect(clusterFactsOf(whole, at).autoMode).toBe(true)
    expect(clusterFactsOf({ ...whole, storageConfig: {} }, at).autoMode).toBe(false)
  })

  it.each([
    ['EKS_ANYWHERE', 'eks-anywhere'],
    ['AKS', 'aks'],
    ['ANTHOS', 'kubernetes'],
    ['OPENSHIFT', 'openshift'],
    [undefined, 'kubernetes'],
  ])('registered from %s is of %s', (provider, expected) => {
    const facts = clusterFactsOf(
      { name: 'a', connectorConfig: provider === undefined ? {} : { provider } },
      at,
    )
    expect(facts).toMatchObject({ provider: expected, connector: provider ?? 'OTHER' })
    expect(facts).not.toHaveProperty('autoMode')
  })

  it('is recognised by the host of its endpoint, in lower case', () => {
    expect(aliasesOf({ endpoint: 'https://ABC.gr7.Eu-West-1.eks.amazonaws.com:443/x' })).toEqual([
      { kind: 'endpoint', value: 'abc.gr7.eu-west-1.eks.amazonaws.com' },
    ])
    expect(aliasesOf({ endpoint: 'no address' })).toEqual([])
  })
})

describe('parts of any answer', () => {
  it('fit the inventory', () => {
    const group = fc.record(
      {
        status: long,
        labels,
        tags: labels,
        instanceTypes: fc.array(long, { maxLength: 4 }),
        taints: fc.array(fc.record({ key: long, value: long, effect: long }, { requiredKeys: [] }), {
          maxLength: 130,
        }),
        health: fc.record({ issues: fc.array(issue) }),
      },
      { requiredKeys: [] },
    )
    const insight = fc.record(
      {
        name: long,
        category: long,
        description: long,
        insightStatus: fc.record({ status: long, reason: long }, { requiredKeys: [] }),
        resources: fc.array(fc.record({ kubernetesResourceUri: long }, { requiredKeys: [] }), {
          maxLength: 1_200,
        }),
      },
      { requiredKeys: [] },
    )
    const update = fc.record(
      {
        type: long,
        status: long,
        params: fc.array(
          fc.record({ type: fc.string({ maxLength: 30 }), value: long }, { requiredKeys: [] }),
        ),
        errors: fc.array(fc.record({ errorCode: long, errorMessage: long }, { requiredKeys: [] }), {
          maxLength: 130,
        }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(group, insight, update, (toldGroup, toldInsight, toldUpdate) => {
        expect(partSchemas['node-group'].safeParse(nodeGroupOf(toldGroup as never)).error).toBeUndefined()
        expect(partSchemas.insight.safeParse(insightOf(toldInsight as never)).error).toBeUndefined()
        expect(partSchemas.update.safeParse(clusterUpdateOf(toldUpdate as never)).error).toBeUndefined()
      }),
      seeded,
    )
  })

  it('are cut between characters', () => {
    const { description } = insightOf({ description: `x${'\u{1F600}'.repeat(4_000)}` })
    expect(description).toHaveLength(4_096)
    // Half a character is written as an escape.
    expect(JSON.stringify(description)).not.toContain('\\ud83d')
  })

  it('take a status that is new to us for unknown', () => {
    expect(insightOf({ insightStatus: { status: 'MAYBE' as never } }).status).toBe('UNKNOWN')
  })
})

describe('versions of add-ons', () => {
  it.each([
    ['v1.18.1-eksbuild.3', 'v1.18.1-eksbuild.10'],
    ['v1.9.0-eksbuild.1', 'v1.10.0-eksbuild.1'],
    ['v1.11.4', 'v1.11.4-eksbuild.1'],
    ['v0.7.2-eksbuild.3', 'v1.0.0-eksbuild.1'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareAddOnVersions(older, newer)).toBeLessThan(0)
    expect(compareAddOnVersions(newer, older)).toBeGreaterThan(0)
    expect(compareAddOnVersions(older, older)).toBe(0)
  })

  it('are ordered one way only', () => {
    const version = fc
      .tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30))
      .map(([a, b, c, d]) => `v${a}.${b}.${c}-eksbuild.${d}`)
    fc.assert(
      fc.property(fc.array(version, { maxLength: 20 }), (versions) => {
        const numbers = (text: string) => text.match(/\d+/g)!.map(Number)
        const sorted = [...versions].sort(compareAddOnVersions)
        const expected = [...versions].sort((left, right) => {
          const [l, r] = [numbers(left), numbers(right)]
          const index = l.findIndex((part, place) => part !== r[place])
          return index < 0 ? 0 : l[index]! - r[index]!
        })
        expect(sorted).toEqual(expected)
      }),
      seeded,
    )
  })

  it('say the mode of kube-proxy where its configuration does, and nothing else of it', () => {
    const modeOf = (configurationValues: string | undefined, addonName = 'kube-proxy') =>
      addOnOf({ addonName, ...(configurationValues === undefined ? {} : { configurationValues }) }).proxyMode
    expect(modeOf('{"ipvs":{"scheduler":"rr"},"mode":"ipvs"}')).toBe('ipvs')
    expect(modeOf('# ours\nmode: nftables\n')).toBe('nftables')
    for (const none of [undefined, '', '{}', '[1]', 'mode: 3', '{"mode"', '"mode"', '&a [*a]']) {
      expect(modeOf(none)).toBeNull()
    }
    expect(modeOf('{"mode":"ipvs"}', 'vpc-cni')).toBeNull()
  })

  it('are counted where the catalogue knows the add-on, and a gap where it does not', () => {
    const addOn = addOnOf({ addonName: 'x', addonVersion: 'v1.2.0-eksbuild.1' })
    expect(withOffer(addOn, undefined)).toBe(addOn)
    const offer = offerOf(
      {
        addonVersions: [{ addonVersion: 'v1.1.0-eksbuild.1', compatibilities: [{ clusterVersion: '1.33' }] }],
      },
      '1.33',
    )
    expect(withOffer(addOn, offer)).toMatchObject({
      versionsBehind: 0,
      latestVersion: 'v1.1.0-eksbuild.1',
      defaultVersion: null,
    })
    expect(withOffer(addOn, offerOf({ addonVersions: [] }, '1.33'))).toMatchObject({
      versionsBehind: 0,
      latestVersion: null,
    })
  })
})

describe('the calendar', () => {
  it('takes the day in UTC, and leaves out what is no version', () => {
    const told = { clusterVersion: '1.34', endOfStandardSupportDate: new Date('2026-12-01T18:00:00-06:00') }
    expect(clusterVersionOf(told)).toMatchObject({
      endOfStandardSupport: '2026-12-02',
      releasedOn: null,
      isDefault: false,
    })
    expect(clusterVersionOf({ ...told, clusterType: 'eks-local-outposts' })).toBeNull()
    expect(clusterVersionOf({ clusterVersion: 'next' })).toBeNull()
  })

  it('takes what its tiers carry, without those that have no name; what is no amount is not told', () => {
    const xl = { tierName: 'tier-xl', apiRequestConcurrency: 2_000, podSchedulingRatePerSecond: 167 }
    const answer = clusterVersionOf({
      clusterVersion: '1.34',
      controlPlaneScalingTiers: [
        { ...xl, clusterDatabaseSizeGb: 16 },
        { apiRequestConcurrency: 1 },
        { ...xl, tierName: 'tier-0', apiRequestConcurrency: 0 },
      ],
    })
    expect(answer?.tiers).toEqual([
      { tier: 'tier-xl', seats: 2_000, podsPerSecond: 167, databaseGb: 16 },
      { tier: 'tier-0', seats: null, podsPerSecond: 167, databaseGb: null },
    ])
    expect(clusterVersionSchema.safeParse(answer).error).toBeUndefined()
    expect(clusterVersionOf({ clusterVersion: '1.34' })).not.toHaveProperty('tiers')
  })
})
