// What a source added on the page may refer to: contexts of kubeconfigs on this server's disk, and
// credentials of periplus.yaml by name. Tells names only, never what opens a cluster.
import { z } from 'zod'
import type { Credential } from '../../../domain/model/source-definition.ts'
import type { QueryContext } from '../../context.ts'

export const sourceChoicesInput = z.strictObject({}).optional()

export interface SourceChoices {
  readonly contexts: readonly {
    readonly context: string
    readonly kubeconfig: string
    /** What its source would be called. */
    readonly name: string
    /** True when a source reads it already. */
    readonly taken: boolean
  }[]
  /** Contexts in all; the list may end before. */
  readonly contextsTotal: number
  readonly credentials: readonly {
    readonly name: string
    readonly opens: readonly ('kube-api' | 'eks-api')[]
  }[]
  /** Where credentials are defined. */
  readonly configFile: string
  /** Texts to apply elsewhere: the RBAC manifest, and the IAM policies of role, of searching its logs, its trust and its caller. */
  readonly grants: {
    readonly rbac: string
    readonly iamReader: string
    readonly iamLogs: string
    readonly iamTrust: string
    readonly iamCaller: string
  }
}

const mostContexts = 2_000

export function sourceChoices(ctx: QueryContext): SourceChoices {
  const { contexts, credentials, grants } = ctx.collecting.choices()
  return {
    contexts: contexts.slice(0, mostContexts),
    contextsTotal: contexts.length,
    credentials: credentials.map((credential) => ({ name: credential.name, opens: opensOf(credential) })),
    configFile: ctx.configState().file,
    grants,
  }
}

function opensOf({ token, exec, clientCertificateFile, profile, externalId }: Credential) {
  const forKube = token ?? exec ?? clientCertificateFile
  const forEks = profile ?? externalId
  // One that says neither opens what asks for nothing but a trusted certificate.
  return [
    ...(forKube !== undefined || forEks === undefined ? (['kube-api'] as const) : []),
    ...(forEks !== undefined ? (['eks-api'] as const) : []),
  ]
}
