import { describe, expect, it } from 'vitest'
import type { AddOn } from '../model/cluster-part.ts'
import type { KubeProxies } from '../model/cluster-slices.ts'
import { fakeCluster, fakeSlices, read, unread } from '../model/fake-slices.ts'
import { runCheck } from './check.ts'
import { ipvsMode } from './ipvs-mode.ts'

const addOns = (proxyMode: string | null): KubeProxies['addOns'] =>
  read([{ name: 'kube-proxy', facts: { version: 'v1.36.0', proxyMode } as AddOn }])
const ask = (version: string | null, told: KubeProxies['addOns']) =>
  runCheck(
    ipvsMode,
    fakeSlices({ cluster: fakeCluster({ version }), 'kube-proxy': { components: read([]), addOns: told } }),
  )

describe('IPVS mode', () => {
  // Kubernetes 1.40 turns the mode off: 1.39 is the last that has it.
  it.each([
    ['1.32', 'warning'],
    ['1.38', 'warning'],
    ['1.39', 'error'],
    ['1.40', 'error'],
  ])('at %s is %s', (version, status) => {
    expect(ask(version, addOns('ipvs'))).toMatchObject({
      status,
      findings: [{ subject: { kind: 'AddOn', name: 'kube-proxy' } }],
    })
    for (const mode of ['iptables', 'nftables']) expect(ask(version, addOns(mode))?.status).toBe('passing')
  })

  it('is not known where nobody says a mode, once it matters, and says why', () => {
    expect(ask('1.37', addOns(null))?.status).toBe('passing')
    const silent = ask('1.38', addOns(null))
    expect(silent).toMatchObject({ status: 'unknown', findings: [{ evidence: [{ signal: 'provider' }] }] })
    expect(silent?.findings[0]?.evidence[0]?.says).toContain('no configuration that says a mode')
    const dark = ask('1.38', unread('No source reads this cluster at its provider.'))
    expect(dark?.findings[0]?.evidence[0]?.says).toContain('No source reads this cluster')
    expect(ask(null, addOns('ipvs'))?.status).toBe('unknown')
  })
})
