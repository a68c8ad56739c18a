// Whose cluster this is, as far as an API server and what names it can tell: an id to suggest and the
// aliases by which other sources know it. An address that may be another cluster's tomorrow is no alias.
import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import type { ClusterAlias } from '../../../domain/model/cluster.ts'
import { type ClusterId, clusterIdFrom, eksClusterId } from '../../../domain/model/cluster-id.ts'
import type { KubeSource } from '../../../domain/model/source-definition.ts'
import type { Access } from '../../kube-client/access.ts'
import type { Backoff } from '../../kube-client/backoff.ts'
import type { KubeClient } from '../../kube-client/client.ts'
import { listAll } from '../../kube-client/list.ts'
import { listOf } from './permissions.ts'
import { unreadMembers } from './wire.ts'

const eksArn = /^arn:aws[\w-]*:eks:([a-z0-9-]+):(\d{12}):cluster\/(.+)$/

/** What `aws eks update-kubeconfig` calls a context; undefined for any other. */
export function eksClusterOf(contextName: string | null) {
  const [arn, region = '', accountId = '', name = ''] = eksArn.exec(contextName ?? '') ?? []
  return arn === undefined ? undefined : { arn, region, accountId, name }
}

/** The id its cluster gets when nobody knows it yet. */
export function suggestedId(definition: KubeSource, access: Access): ClusterId {
  if (definition.cluster !== undefined) return definition.cluster
  const eks = eksClusterOf(access.contextName)
  return eks === undefined ? clusterIdFrom(access.contextName ?? definition.name) : eksClusterId(eks)
}

/** What a person calls it. */
export const clusterName = (definition: KubeSource, access: Access): string =>
  eksClusterOf(access.contextName)?.name ?? access.contextName ?? definition.name

const reused = new BlockList()
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  reused.addSubnet(network, prefix, 'ipv4')
}
reused.addSubnet('fc00::', 7, 'ipv6')
reused.addSubnet('fe80::', 10, 'ipv6')
reused.addAddress('::1', 'ipv6')

/**
 * The host of its endpoint, when that is this cluster's alone: not a tunnel or service on this machine or
 * network, and not one of many behind a proxy that tells them apart by path.
 */
export function endpointHost({ server }: Access): string | null {
  const host = server.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (server.protocol !== 'https:' || server.pathname.replaceAll('/', '') !== '') return null
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.svc') || !/[.:]/.test(host))
    return null
  const version = isIP(host)
  return version !== 0 && reused.check(host, version === 4 ? 'ipv4' : 'ipv6') ? null : host
}

const uidSchema = z.object({ metadata: z.object({ name: z.string(), uid: z.string().min(1) }) })

/** UID of the namespace kube-system, as old as the cluster; null when there is none. Rejects like `listAll`. */
export async function kubeSystemUid(
  client: KubeClient,
  signal: AbortSignal,
  backoff: Backoff,
): Promise<string | null> {
  let uid: string | null = null
  await listAll(client, listOf('Namespace'), {
    pageSize: 1,
    signal,
    backoff,
    leaveOut: unreadMembers,
    fieldSelector: 'metadata.name=kube-system',
    onObjects: async (texts) => {
      for (const text of texts) {
        const read = uidSchema.safeParse(JSON.parse(text))
        if (read.success && read.data.metadata.name === 'kube-system') uid = read.data.metadata.uid
      }
    },
  })
  return uid
}

export function aliasesOf(access: Access, uid: string | null): ClusterAlias[] {
  const host = endpointHost(access)
  return [
    ...(host === null ? [] : [{ kind: 'endpoint', value: host } as const]),
    ...(uid === null ? [] : [{ kind: 'kube-system', value: uid } as const]),
  ]
}
