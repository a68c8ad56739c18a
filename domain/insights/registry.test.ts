import { existsSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeCluster, fakeSlices, read, unread } from '../model/fake-slices.ts'
import { findingKey, findingSchema } from '../model/finding.ts'
import { runCheck } from './check.ts'
import { checks } from './registry.ts'

/** Ids that ever went out. One that is here is never taken for another check; a new check is added below. */
const released = [
  'add-on-compatibility',
  'amazon-linux-2',
  'api-removals',
  'cluster-health',
  'control-plane-steps',
  'deletion-protection',
  'drain-safety',
  'ingress-nginx',
  'ipvs-mode',
  'kube-proxy-skew',
  'kubelet-skew',
  'missing-probes',
  'single-replicas',
  'subnet-addresses',
  'support-end',
]

describe('the checks', () => {
  it('have the ids that went out', () => {
    expect(checks.map(({ id }) => id).sort()).toEqual(released)
  })

  it.each(checks.map((check) => [check.id, check] as const))(
    '%s says all that its page shows',
    (id, check) => {
      expect(existsSync(path.join(import.meta.dirname, `${id}.ts`))).toBe(true)
      for (const text of [check.title, check.about, check.severityRule, check.remedy, ...check.sources]) {
        expect(text.length).toBeGreaterThan(8)
      }
      expect(check.sources.length).toBeGreaterThan(0)
    },
  )

  it.each(checks.map((check) => [check.id, check] as const))(
    '%s is unknown where a slice it needs was not read, and judges its subject alone',
    (_id, check) => {
      for (const need of ['cluster', ...check.needs]) {
        const result = runCheck(check, { ...fakeSlices(), [need]: unread(`no ${need}`) })
        expect(result).toMatchObject({ status: 'unknown', unreadBecause: `no ${need}`, findings: [] })
      }
      for (const finding of runCheck(check, fakeSlices())?.findings ?? []) {
        expect(finding).toMatchObject({ checkId: check.id, clusterId: fakeSlices().clusterId })
      }
    },
  )

  it('say of free addresses once, whoever else looks at the health of a cluster', () => {
    const issue = (code: string) => ({ code, message: 'said', resourceIds: [] })
    const cluster = fakeCluster({ issues: [issue('InsufficientFreeAddresses'), issue('KmsKeyDisabled')] })
    const found = checks.flatMap((check) => runCheck(check, fakeSlices({ cluster }))?.findings ?? [])
    const said = found.filter(
      ({ status, evidence }) => status === 'error' && evidence[0]?.says.includes('said'),
    )
    expect(said.map(({ checkId, about }) => [checkId, about]).sort()).toEqual([
      ['cluster-health', 'KmsKeyDisabled'],
      ['subnet-addresses', ''],
    ])
  })

  it('judge any slice without failing, in findings that can be stored, each subject once', () => {
    const seed = Date.now() % 2 ** 31
    const version = fc.option(
      fc.nat(45).map((minor) => `1.${minor}`),
      { nil: null },
    )
    const sets = fc.array(
      fc.record({
        nodeGroup: fc.constantFrom(null, 'core', 'batch'),
        kubeletVersion: version,
        osImage: fc.constantFrom(null, 'Amazon Linux 2', 'Amazon Linux 2023.9'),
        nodes: fc.nat(100),
        names: fc.array(fc.constantFrom('ip-10-0-0-1', 'ip-10-0-0-2'), { maxLength: 2 }),
      }),
      { maxLength: 6 },
    )
    const cluster = fc
      .record({
        provider: fc.constantFrom('eks', 'gke', 'aks', 'kubernetes') as fc.Arbitrary<'eks' | 'gke'>,
        version,
        deletionProtection: fc.constantFrom(true, false, null),
        status: fc.constantFrom(null, 'ACTIVE', 'FAILED'),
      })
      .map((over) => fakeCluster(over))
    fc.assert(
      fc.property(cluster, sets, (subject, nodes) => {
        const slices = fakeSlices({
          cluster: subject,
          nodes,
          'node-images': { nodes: read(nodes), groups: unread('nobody told') },
        })
        for (const check of checks) {
          const findings = runCheck(check, slices)?.findings ?? []
          for (const finding of findings) findingSchema.parse(finding)
          expect(new Set(findings.map(findingKey)).size, check.id).toBe(findings.length)
        }
      }),
      { seed },
    )
    console.info(`seed ${seed}`)
  })
})
