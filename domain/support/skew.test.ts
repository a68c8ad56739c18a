import { expect, it } from 'vitest'
import { nodeSkew } from './skew.ts'

it.each([
  ['1.33', 'v1.30.4-eks-a737599', 'ok', 3, 3],
  ['1.33', 'v1.29.15', 'behind', 4, 3],
  ['v1.28.0', 'v1.25.16', 'ok', 3, 3],
  ['1.27', '1.25', 'ok', 2, 2],
  ['1.27', '1.24', 'behind', 3, 2],
  ['1.33', '1.33', 'ok', 0, 3],
  ['1.33', 'v1.34.1', 'newer', -1, 3],
  ['1.33', 'unknown', 'unknown', null, 3],
  ['', 'v1.34.1', 'unknown', null, null],
  ['2.1', 'v1.34.1', 'unknown', null, 3],
])('API server %s, kubelet %s: %s', (server, node, status, minorsBehind, allowed) => {
  expect(nodeSkew(server, node)).toEqual({ status, minorsBehind, allowed })
})

it('agrees with the policy as upstream words it, by the kubelet’s version', () => {
  // "kubelet may be up to three minor versions older; a kubelet older than 1.25 only up to two"
  for (let server = 20; server <= 40; server += 1) {
    for (let kubelet = 10; kubelet <= server; kubelet += 1) {
      const isAllowed = server - kubelet <= (kubelet < 25 ? 2 : 3)
      const { status } = nodeSkew(`1.${server}`, `1.${kubelet}`)
      expect(status === 'ok', `${server} with ${kubelet}`).toBe(isAllowed)
    }
  }
})
