// What an API server and its nodes say of their cluster as a whole: version, and by their marks the
// provider, the region and the account. Guesses only by marks that one provider alone leaves; a cluster
// without any is plain Kubernetes.
import { z } from 'zod'
import type { ClusterFacts, ClusterProvider, OldApiWrite } from '../../../domain/model/cluster.ts'
import type { ObjectState } from '../../../domain/model/kube-object.ts'

export const versionSchema = z.object({
  major: z.string().nullish(),
  minor: z.string().nullish(),
  gitVersion: z.string().max(200),
})
export type ServerVersion = z.infer<typeof versionSchema>

/** "1.33" out of "33+", or out of "v1.33.5-eks-113cf36" where the server does not say it apart. */
export function minorVersion({ major, minor, gitVersion }: ServerVersion): string | null {
  const said = /^\d+\.\d+/.exec(`${major ?? ''}.${minor ?? ''}`)?.[0]
  return said ?? /^v?(\d+\.\d+)\./.exec(gitVersion)?.[1] ?? null
}

/** Values and how often they were seen; far more of them than makes sense are not counted apart. */
class Tally {
  readonly #counts = new Map<string, number>()

  add(value: string | null | undefined): void {
    if (value === undefined || value === null || value === '') return
    if (this.#counts.size >= 1_000 && !this.#counts.has(value)) return
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
  }

  has(value: string): boolean {
    return this.#counts.has(value)
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0
  }

  /** The most frequent; among equals the first by name. */
  get most(): string | null {
    const sorted = [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    return sorted[0]?.[0] ?? null
  }
}

/** Where each provider writes whose machine a node is. */
const accountForms = [/^gce:\/\/([^/]+)\//, /^azure:\/\/\/subscriptions\/([^/]+)\//] as const

/** What the nodes of a cluster say together. */
export class NodeMarks {
  readonly #schemes = new Tally()
  readonly #regions = new Tally()
  readonly #accounts = new Tally()
  readonly #labels = new Tally()

  see({ facts, labels }: ObjectState<'Node'>): void {
    const { providerId, region } = facts
    this.#schemes.add(/^([a-z0-9-]+):\/\//.exec(providerId ?? '')?.[1])
    this.#regions.add(region)
    for (const form of accountForms) this.#accounts.add(form.exec(providerId ?? '')?.[1])
    for (const name of markLabels) if (labels[name] !== undefined) this.#labels.add(name)
  }

  get region(): string | null {
    return this.#regions.most
  }

  get accountId(): string | null {
    return this.#accounts.most
  }

  hasLabel(name: (typeof markLabels)[number]): boolean {
    return this.#labels.has(name)
  }

  /** Some machines are known, and none of them is one that EKS runs. */
  get isOutsideAws(): boolean {
    return !this.#schemes.isEmpty && !this.#schemes.has('aws') && !this.#schemes.has('eks-hybrid')
  }
}

const markLabels = [
  'cloud.google.com/gke-nodepool',
  'kubernetes.azure.com/cluster',
  'node.openshift.io/os_id',
] as const

/** `host` is that of the API server; `marks` are null while no node was read. */
export function providerOf(host: string, gitVersion: string, marks: NodeMarks | null): ClusterProvider {
  if (/\.eks\.amazonaws\.com(\.cn)?$/.test(host)) return 'eks'
  if (/\.azmk8s\.(io|us|cn)$/.test(host)) return 'aks'
  if (marks?.hasLabel('node.openshift.io/os_id')) return 'openshift'
  // EKS Anywhere runs the builds of EKS on other machines.
  if (gitVersion.includes('-eks-')) return marks?.isOutsideAws ? 'eks-anywhere' : 'eks'
  if (gitVersion.includes('-gke.') || marks?.hasLabel('cloud.google.com/gke-nodepool')) return 'gke'
  return marks?.hasLabel('kubernetes.azure.com/cluster') ? 'aks' : 'kubernetes'
}

export interface KnownOfCluster {
  readonly name: string
  /** Host of the API server, whoever else may use it. */
  readonly host: string
  /** Null when it is no address that others know it by. */
  readonly endpoint: string | null
  /** From the context's name, when that is an ARN. */
  readonly eks: { readonly arn: string; readonly region: string; readonly accountId: string } | undefined
  readonly version: ServerVersion | null
  readonly marks: NodeMarks | null
  /** Null while they were not read. */
  readonly oldApiWrites: readonly OldApiWrite[] | null
}

/** What is not known is left out, so that another source's word stands. */
export function clusterFacts(known: KnownOfCluster): ClusterFacts {
  const { name, host, endpoint, eks, version, marks, oldApiWrites } = known
  const region = eks?.region ?? marks?.region ?? null
  const accountId = eks?.accountId ?? marks?.accountId ?? null
  const minor = version === null ? null : minorVersion(version)
  return {
    name,
    ...(version === null && marks === null
      ? {}
      : { provider: providerOf(host, version?.gitVersion ?? '', marks) }),
    ...(endpoint === null ? {} : { endpoint }),
    ...(region === null ? {} : { region }),
    ...(accountId === null ? {} : { accountId }),
    ...(eks === undefined ? {} : { arn: eks.arn }),
    ...(version === null ? {} : { gitVersion: version.gitVersion }),
    ...(minor === null ? {} : { version: minor }),
    ...(oldApiWrites === null ? {} : { oldApiWrites: [...oldApiWrites] }),
  }
}
