// Where an API server is and how it is told who we are, before anything of it is read: file names and
// references, not yet secrets. What a kubeconfig, a service account or `periplus.yaml` says, in one shape.
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Credential, KubeSource, SecretPlace } from '../../domain/model/source-definition.ts'
import type { ExecPlugin } from './exec-plugin.ts'
import { misconfigured } from './failure.ts'
import { contextAccess, kubeconfigPlace, readKubeconfig } from './kubeconfig.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A secret or certificate: in the configuration itself, or where it is read again. */
export type Material = { readonly text: string } | SecretPlace

export interface Access {
  /** Base URL; its path, if any, stands before every call. */
  readonly server: URL
  /** Where this comes from, for words: 'context "prod" of ~/.kube/config'. */
  readonly origin: string
  /** Name of the kubeconfig's context; null when there is none. */
  readonly contextName: string | null
  readonly authority: Material | undefined
  /** Name to be found in the server's certificate, when it is not that of the URL. */
  readonly tlsServerName: string | undefined
  readonly isUnverified: boolean
  readonly token: Material | undefined
  readonly basic: { readonly username: string; readonly password: string } | undefined
  readonly certificate: Material | undefined
  readonly key: Material | undefined
  readonly exec: ExecPlugin | undefined
  /** Headers that ask to act as another user. */
  readonly impersonation: Readonly<Record<string, string | readonly string[]>>
}

export interface AccessOptions {
  readonly environment: Environment
  /** Credentials of `periplus.yaml` by name. */
  credentialOf(name: string): Credential | undefined
  /** Where a pod finds its service account; another one for tests. */
  readonly serviceAccountFolder?: string
}

/** Throws KubeFailure `configuration`, in words. */
export async function accessOf(definition: KubeSource, options: AccessOptions): Promise<Access> {
  if ('inCluster' in definition) return inClusterAccess(options)
  if ('server' in definition) return explicitAccess(definition, options)
  const place = kubeconfigPlace(definition.kubeconfig, options.environment)
  return contextAccess(await readKubeconfig(place), definition.context)
}

const nothing = {
  contextName: null,
  authority: undefined,
  tlsServerName: undefined,
  isUnverified: false,
  token: undefined,
  basic: undefined,
  certificate: undefined,
  key: undefined,
  exec: undefined,
  impersonation: {},
} as const satisfies Partial<Access>

/** Of a server that asks for no credential. */
export const anonymousAccess = (server: URL): Access => ({ ...nothing, server, origin: 'no credential' })

const defaultFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

async function inClusterAccess({
  environment,
  serviceAccountFolder = defaultFolder,
}: AccessOptions): Promise<Access> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment
  const token = path.join(serviceAccountFolder, 'token')
  const isMounted = await stat(token).then(
    (found) => found.isFile(),
    () => false,
  )
  if (host === undefined || host === '' || !isMounted) {
    throw misconfigured('inCluster is set, but Periplus runs in no pod with a service account', [
      'Run it in a pod whose service account token is mounted (automountServiceAccountToken), or name a kubeconfig.',
    ])
  }
  return {
    ...nothing,
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    origin: 'the service account of this pod',
    authority: { file: path.join(serviceAccountFolder, 'ca.crt') },
    token: { file: token },
  }
}

function explicitAccess(
  { server, credential: name }: Extract<KubeSource, { server: string }>,
  { credentialOf }: AccessOptions,
): Access {
  const credential = credentialOf(name)
  if (credential === undefined) {
    throw misconfigured(`There is no credential called ${JSON.stringify(name)}`, [
      `Define it in periplus.yaml, under credentials, or name one that is there.`,
    ])
  }
  const fileOf = (file: string | undefined): Material | undefined =>
    file === undefined ? undefined : { file }
  const { exec } = credential
  return {
    ...nothing,
    server: new URL(server),
    origin: `credential "${name}"`,
    authority: fileOf(credential.caFile),
    token: credential.token,
    certificate: fileOf(credential.clientCertificateFile),
    key: fileOf(credential.clientKeyFile),
    exec:
      exec === undefined
        ? undefined
        : {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: exec.command,
            args: exec.args,
            env: exec.env,
            installHint: undefined,
            clusterInfo: undefined,
            folder: '.',
          },
  }
}
