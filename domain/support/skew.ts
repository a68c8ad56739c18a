// How far a node's kubelet or kube-proxy may be from its API server, by the upstream version skew policy:
// never newer, and at most three minors older from 1.28 on, two before.
import { afterUpgrades, type MinorVersion, minorVersionOf } from './minor-version.ts'

export interface NodeSkew {
  /** "newer": ahead of its API server. "behind": too old for it. "ok": within the policy. */
  readonly status: 'ok' | 'behind' | 'newer' | 'unknown'
  /** Minors the node is older than its API server; negative when newer, null when not comparable. */
  readonly minorsBehind: number | null
  /** How many the policy allows for this API server; null when its version cannot be read. */
  readonly allowed: number | null
}

const threeSince = 28

const allowedBy = ({ major, minor }: MinorVersion): number => (major > 1 || minor >= threeSince ? 3 : 2)

/** Versions as `/version` and `nodeInfo` say them: "1.33", "v1.30.4-eks-a737599". */
export function nodeSkew(apiServerVersion: string, nodeVersion: string): NodeSkew {
  const server = minorVersionOf(apiServerVersion)
  const node = minorVersionOf(nodeVersion)
  const allowed = server === null ? null : allowedBy(server)
  if (server === null || node === null || allowed === null || server.major !== node.major) {
    return { status: 'unknown', minorsBehind: null, allowed }
  }
  const minorsBehind = server.minor - node.minor
  if (minorsBehind < 0) return { status: 'newer', minorsBehind, allowed }
  return { status: minorsBehind > allowed ? 'behind' : 'ok', minorsBehind, allowed }
}

/**
 * After how many upgrades of the API server, of one minor each, a node is outside the policy: 0, it is already.
 * Null when not within `upgrades`, or when it cannot be told: `nodeSkew` says which.
 */
export function skewedAfter(apiServerVersion: string, nodeVersion: string, upgrades: number): number | null {
  const server = minorVersionOf(apiServerVersion)
  if (server === null) return null
  for (let ahead = 0; ahead <= upgrades; ahead += 1) {
    const { status } = nodeSkew(afterUpgrades(server, ahead), nodeVersion)
    if (status === 'behind' || status === 'newer') return ahead
  }
  return null
}
