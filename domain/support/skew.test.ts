import { expect, it } from 'vitest'
import { nodeSkew, skewedAfter } from './skew.ts'

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

it.each([
  // Written from the policy: at most three minors older from 1.28 on, two before, never newer.
  ['1.33', '1.30', 1],
  ['1.33', '1.31', 2],
  ['1.33', '1.32', null],
  ['1.33', '1.29', 0],
  ['1.33', '1.34', 0],
  ['1.26', '1.24', 1],
  // From 1.27 to 1.28 the policy grows by one: nothing is lost by that upgrade.
  ['1.27', '1.25', 2],
  ['1.33', 'unknown', null],
  ['', '1.33', null],
] as const)('API server %s, node %s: outside the policy after %s upgrades', (server, node, after) => {
  expect(skewedAfter(server, node, 2)).toBe(after)
})

it('says a node is outside the policy no later than an older one', () => {
  for (let server = 20; server <= 40; server += 1) {
    for (let node = 12; node < server; node += 1) {
      const [older, newer] = [node, node + 1].map(
        (minor) => skewedAfter(`1.${server}`, `1.${minor}`, 5) ?? Number.POSITIVE_INFINITY,
      )
      expect(older, `${server} with ${node}`).toBeLessThanOrEqual(newer ?? Number.NaN)
    }
  }
})
