// How clusters are kept: what protects them, what is switched on, what ails them. Exactly so many are the
// exception at full size, in proportion in a smaller fleet; which ones is drawn by rank.
import { families, type Site, sites } from './families.ts'
import { hText, purpose } from './hash.ts'

export type CapabilityType = 'ACK' | 'ARGOCD' | 'KRO'

export interface Posture {
  readonly isProtected: boolean
  /** By AWS Backup, once a day. */
  readonly isBackedUp: boolean
  readonly isPublic: boolean
  readonly hasAudit: boolean
  readonly hasPodIdentity: boolean
  /** A profile for pods that run without nodes of their own; none do at present. */
  readonly hasFargate: boolean
  readonly capabilities: readonly CapabilityType[]
  /** Its capability is not well. */
  readonly isCapabilityDegraded: boolean
  /** Its kube-proxy was not updated with the control plane. */
  readonly isProxyLate: boolean
  /** Of the add-on's table, modulo those it has. Undefined: all are well. */
  readonly degradedAddOn?: number
  readonly healthIssue?: 'AccessDenied' | 'InsufficientFreeAddresses' | 'KmsKeyDisabled'
}

/** Of all 214. */
export const exceptions = {
  unprotected: 9,
  prodWithoutBackup: 22,
  othersBackedUp: 8,
  public: 6,
  unaudited: 5,
  withoutPodIdentity: 3,
  degradedAddOns: 4,
  lateProxies: 34,
  withCapabilities: 9,
  withFargate: 14,
  ailing: 3,
} as const
export type Exception = keyof typeof exceptions

/** How many in a fleet of this size. */
export function exceptionCount(what: Exception, clusters: number): number {
  const share = (exceptions[what] * clusters) / sites.length
  return what === 'ailing' ? Math.floor(share) : Math.ceil(share)
}

/** Clusters that AWS knows by more than their name. */
export const isManaged = ({ connector }: Site): boolean => connector === undefined

/** So many of these names, by rank of a draw. */
function drawn(seed: number, of: readonly string[], count: number): ReadonlyMap<string, number> {
  const ranked = [...of].sort((a, b) => hText(seed, a) - hText(seed, b))
  return new Map(ranked.slice(0, count).map((name, n) => [name, n]))
}

const capabilitySets: readonly (readonly CapabilityType[])[] = [
  ['ARGOCD'],
  ['ACK', 'KRO'],
  ['ACK', 'ARGOCD', 'KRO'],
]
const ailments = ['InsufficientFreeAddresses', 'KmsKeyDisabled', 'AccessDenied'] as const

/** Of each of these; clusters that scenarios name are well. */
export function posturesOf(
  seed: number,
  chosen: readonly Site[],
  named: ReadonlySet<string>,
): (site: Site) => Posture {
  const isProd = ({ family }: Site): boolean => families[family].environment === 'prod'
  const managed = chosen.filter(isManaged)
  const draw = (what: Exception, n: number, of: readonly Site[] = managed) =>
    drawn(
      seed ^ purpose.owner ^ n,
      of.map(({ name }) => name),
      exceptionCount(what, chosen.length),
    )
  const unprotected = draw('unprotected', 1, managed.filter(isProd))
  const open = draw('public', 2)
  const unaudited = draw('unaudited', 3)
  const withoutPodIdentity = draw('withoutPodIdentity', 4)
  const degraded = draw('degradedAddOns', 5)
  const capable = draw('withCapabilities', 6)
  const fargate = draw('withFargate', 7)
  const others = managed.filter(({ name }) => !named.has(name))
  const ailing = draw('ailing', 8, others)
  const lateProxies = draw('lateProxies', 9, others)
  const prodWithoutBackup = draw('prodWithoutBackup', 10, managed.filter(isProd))
  const othersBackedUp = draw(
    'othersBackedUp',
    11,
    managed.filter((site) => !isProd(site)),
  )
  return (site) => {
    const { name } = site
    const degradedAddOn = degraded.get(name)
    const healthIssue = ailments[ailing.get(name) ?? ailments.length]
    const capability = capable.get(name)
    return {
      isProtected: !unprotected.has(name),
      isBackedUp: isProd(site) ? !prodWithoutBackup.has(name) : othersBackedUp.has(name),
      isPublic: open.has(name),
      hasAudit: !unaudited.has(name),
      hasPodIdentity: !withoutPodIdentity.has(name),
      hasFargate: fargate.has(name),
      capabilities:
        capability === undefined ? [] : (capabilitySets[capability % capabilitySets.length] ?? []),
      isCapabilityDegraded: capability === 0,
      isProxyLate: lateProxies.has(name),
      ...(degradedAddOn === undefined ? {} : { degradedAddOn }),
      ...(healthIssue === undefined ? {} : { healthIssue }),
    }
  }
}
