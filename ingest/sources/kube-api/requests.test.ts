// Requests against a walk through a pod's start: whatever runs at the same time is added up, and the most
// is what the scheduler must find room for.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { podLimits, podRequests } from './requests.ts'
import type { WirePod } from './wire.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`requests.test.ts: seed ${seed}`)

const metadata: WirePod['metadata'] = {
  name: 'a',
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
}
const podOf = (spec: WirePod['spec'], status: WirePod['status'] = { phase: 'Running' }): WirePod => ({
  metadata,
  spec,
  status,
})
const one = (name: string, cpu: number, more: object = {}) => ({
  name,
  resources: { requests: { cpu: `${cpu}m`, memory: `${cpu}Mi` } },
  ...more,
})
const cpuOf = (spec: WirePod['spec'], status?: WirePod['status']) =>
  podRequests(podOf(spec, status)).cpuMillicores

describe('what a pod requests', () => {
  test('the largest of what runs at any time of its start', () => {
    const part = fc.record({ cpu: fc.integer({ min: 0, max: 900 }), isSidecar: fc.boolean() })
    const containers = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(containers, fc.array(part, { maxLength: 5 }), fc.nat(100), (mains, inits, overhead) => {
        const sidecars: number[] = []
        const moments: number[] = []
        for (const { cpu, isSidecar } of inits) {
          if (isSidecar) sidecars.push(cpu)
          moments.push([...sidecars, ...(isSidecar ? [] : [cpu])].reduce((a, b) => a + b, 0))
        }
        moments.push([...sidecars, ...mains].reduce((a, b) => a + b, 0))
        const pod = podOf({
          containers: mains.map((cpu, n) => one(`c${n}`, cpu)),
          initContainers: inits.map(({ cpu, isSidecar }, n) =>
            one(`i${n}`, cpu, isSidecar ? { restartPolicy: 'Always' } : {}),
          ),
          overhead: { cpu: `${overhead}m`, memory: `${overhead}Mi` },
        })
        const most = Math.max(...moments) + overhead
        expect(podRequests(pod)).toEqual({ cpuMillicores: most, memoryBytes: most * 1_048_576, gpus: 0 })
      }),
      { seed },
    )
  })

  test('each resource has its own largest moment', () => {
    const spec = {
      containers: [{ name: 'c', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
      initContainers: [{ name: 'i', resources: { requests: { cpu: '100m', memory: '4Gi' } } }],
    }
    expect(podRequests(podOf(spec))).toEqual({ cpuMillicores: 1_000, memoryBytes: 2 ** 32, gpus: 0 })
  })

  test('whole GPUs of any maker; other devices and shares are none', () => {
    const requests = {
      'nvidia.com/gpu': '2',
      'amd.com/gpu': '1',
      'nvidia.com/gpu.shared': '7',
      'aws.amazon.com/neuron': '4',
    }
    expect(podRequests(podOf({ containers: [{ name: 'c', resources: { requests } }] })).gpus).toBe(3)
  })

  test('resources of the whole pod stand for those of its containers', () => {
    const spec = { containers: [one('c', 100), one('d', 200)], resources: { requests: { cpu: '2' } } }
    expect(podRequests(podOf(spec))).toEqual({ cpuMillicores: 2_000, memoryBytes: 300 * 1_048_576, gpus: 0 })
  })

  test('while it is resized in place, the larger of what it asks for and what it has', () => {
    const held = { name: 'c', resources: { requests: { cpu: '500m' } } }
    const spec = { containers: [one('c', 200)] }
    expect(cpuOf(spec, { phase: 'Running', containerStatuses: [held] })).toBe(500)
    expect(cpuOf({ containers: [one('c', 900)] }, { phase: 'Running', containerStatuses: [held] })).toBe(900)
    const conditions = [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible' }]
    expect(
      cpuOf({ containers: [one('c', 900)] }, { phase: 'Running', containerStatuses: [held], conditions }),
    ).toBe(500)
  })

  test('nothing once it has ended', () => {
    expect(cpuOf({ containers: [one('c', 200)] }, { phase: 'Succeeded' })).toBe(0)
    expect(cpuOf({ containers: [one('c', 200)] }, { phase: 'Failed' })).toBe(0)
    expect(cpuOf({ containers: [one('c', 200)] }, { phase: 'Pending' })).toBe(200)
  })
})

test('limits add up like requests; overhead joins only a limit that is there', () => {
  const limits = { cpu: '2' }
  const spec = {
    containers: [{ name: 'c', resources: { limits } }],
    overhead: { cpu: '250m', memory: '64Mi' },
  }
  expect(podLimits(podOf(spec))).toEqual({ cpuMillicores: 2_250, memoryBytes: 0, gpus: 0 })
})
