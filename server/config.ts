// periplus.yaml: which sources are read, the credentials that open them, owners, where the weekly review is sent, and
// outgoing addresses that are allowed besides the usual ones. Reads a text and refuses it with every line that is wrong; knows
// no file system but where relative paths begin, and looks into no credential.
import { isIP } from 'node:net'
import path from 'node:path'
import { z } from 'zod'
import { type OwnerRule, ownerRulesSchema } from '../domain/model/owner-rules.ts'
import type { Delivery } from '../domain/model/review-delivery.ts'
import {
  type Credential,
  credentialSchema,
  type EveryContext,
  eksSourceSchema,
  everyContextSchema,
  kubeSourceSchema,
  prometheusSourceSchema,
  type SecretPlace,
  type SourceDefinition,
  sourceIdOf,
} from '../domain/model/source-definition.ts'
import { deliveryProblems, settledDelivery } from './config-deliveries.ts'
import { keyText, type Problem, problemsOf, type ReadDocument, readYaml } from './config-problems.ts'
import type { ReadContexts } from './env.ts'

export type ConfiguredSource = SourceDefinition | EveryContext

export interface SourcesConfig {
  readonly sources: readonly ConfiguredSource[]
  readonly credentials: readonly Credential[]
  readonly owners: readonly OwnerRule[]
  readonly deliveries: readonly Delivery[]
  /** Addresses and ranges that may be connected to although they are usually refused. */
  readonly allowAddresses: readonly string[]
}

export const noConfig: SourcesConfig = {
  sources: [],
  credentials: [],
  owners: [],
  deliveries: [],
  allowAddresses: [],
}

/** Sources that PERIPLUS_KUBE_CONTEXTS names. */
export function environmentSources({ inCluster, contexts }: ReadContexts): ConfiguredSource[] {
  const several: ConfiguredSource = {
    kind: 'kube-api',
    contexts: contexts === 'all' ? 'all' : [...contexts],
  }
  return [
    ...(inCluster ? [{ kind: 'kube-api', name: 'in-cluster', inCluster: true } as const] : []),
    ...(contexts.length > 0 ? [several] : []),
  ]
}

/** Every line that cannot be used; meant to be printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
}

const kubeSource = z.union([...kubeSourceSchema.options, everyContextSchema])
const kinds = {
  'eks-api': eksSourceSchema,
  'kube-api': kubeSource,
  prometheus: prometheusSourceSchema,
} as const
const isKind = (kind: unknown): kind is keyof typeof kinds =>
  typeof kind === 'string' && Object.hasOwn(kinds, kind)
const kubePlaces = ['context', 'contexts', 'server', 'inCluster']

const addressRange = z
  .string()
  .refine(isAddressRange, 'must be an IP address or a range such as 169.254.170.23 or fd00::/8')

/** What stands at the top; entries of `sources` and `deliveries` are judged by their kind. */
const sections = {
  sources: z.array(z.unknown()).max(10_000),
  credentials: z.array(credentialSchema).max(10_000),
  owners: ownerRulesSchema,
  deliveries: z.array(z.unknown()).max(50),
  allowAddresses: z.array(addressRange).max(1_000),
}
const wholeSchema = z.strictObject({
  sources: sections.sources.default([]),
  credentials: sections.credentials.default([]),
  owners: sections.owners.default([]),
  deliveries: sections.deliveries.default([]),
  allowAddresses: sections.allowAddresses.default([]),
})

export interface ConfigPlace {
  /** As it is called in errors. */
  readonly file: string
  /** Where relative paths in it begin. */
  readonly folder: string
  /** What a leading ~ stands for. */
  readonly home: string
}

const problemsListed = 20
/** Enough for ten thousand sources. */
const mostBytes = 5_000_000

/** Throws ConfigError. */
export function parseConfig(text: string, place: ConfigPlace): SourcesConfig {
  if (text.length > mostBytes) throw new ConfigError(`${place.file}: is larger than 5 MB`)
  const read = readYaml(text)
  const data = read.data ?? {}
  const problems = read.problems.length > 0 ? read.problems : judge(read, data)
  if (problems.length > 0) throw new ConfigError(errorText(problems, place.file))
  return settled(wholeSchema.parse(data), place)
}

function errorText(problems: readonly Problem[], file: string): string {
  const lines = [...problems]
    .sort((left, right) => left.line - right.line)
    .map(({ line, key, says }) => `  ${file}:${line}: ${key === '' ? '' : `${key} `}${says}`)
  const more = lines.length - problemsListed
  return [
    `${file} cannot be used:`,
    ...lines.slice(0, problemsListed),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ].join('\n')
}

function judge(read: ReadDocument, data: unknown): Problem[] {
  const whole = problemsOf(read, wholeSchema, data, [])
  const { sources, credentials, deliveries } = data as Record<string, unknown>
  const entries = Array.isArray(sources) ? sources : []
  const each = [
    ...entries.flatMap((entry, at) => sourceProblems(read, entry, ['sources', at])),
    ...deliveryProblems(read, Array.isArray(deliveries) ? deliveries : []),
  ]
  // What contradicts something else is only said of what is well by itself.
  if (whole.length > 0 || each.length > 0) return [...whole, ...each]
  return contradictions(read, entries as ConfiguredSource[], (credentials ?? []) as Credential[])
}

function sourceProblems(read: ReadDocument, entry: unknown, at: (string | number)[]): Problem[] {
  const line = read.lineOf(at)
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return [{ line, key: keyText(at), says: 'must be a map of keys, with at least kind' }]
  }
  const { kind } = entry as { kind?: unknown }
  if (!isKind(kind)) {
    const says = `${kind === undefined ? 'is missing; it ' : ''}is ${Object.keys(kinds)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}`
    return [{ line: read.lineOf([...at, 'kind']), key: keyText([...at, 'kind']), says }]
  }
  if (kind === 'kube-api' && !kubePlaces.some((place) => place in entry)) {
    const says =
      'does not say which cluster: name a context, several contexts, a server with a credential, or inCluster: true'
    return [{ line, key: keyText(at), says }]
  }
  if (kind === 'prometheus' && 'cluster' in entry === 'clusterLabel' in entry) {
    const says =
      'names its clusters by either clusterLabel, the label that does, or cluster, the one all series are of'
    return [{ line, key: keyText(at), says }]
  }
  return problemsOf(read, kinds[kind], entry, at)
}

function contradictions(
  read: ReadDocument,
  sources: readonly ConfiguredSource[],
  credentials: readonly Credential[],
): Problem[] {
  const at = (path: (string | number)[], says: string): Problem => ({
    line: read.lineOf(path),
    key: keyText(path),
    says,
  })
  const named = credentials.map(({ name }) => name)
  const ids = sources.map((source) => ('name' in source ? sourceIdOf(source) : undefined))
  const found: Problem[] = []
  for (const [n, credential] of credentials.entries()) {
    const path = ['credentials', n]
    const first = named.indexOf(credential.name)
    if (first < n) found.push(at([...path, 'name'], `is taken by credentials[${first}]`))
    found.push(...credentialProblems(credential).map((says) => at(path, says)))
  }
  for (const [n, source] of sources.entries()) {
    const path = ['sources', n]
    const first = ids[n] === undefined ? n : ids.indexOf(ids[n])
    if (first < n)
      found.push(at([...path, 'name'], `is taken by sources[${first}], which is of the same kind`))
    if (!('credential' in source) || source.credential === undefined) continue
    if (!named.includes(source.credential)) {
      const known = named.length === 0 ? 'none is defined' : `defined are ${named.join(', ')}`
      found.push(at([...path, 'credential'], `names no credential of this file; ${known}`))
    }
    if (source.kind === 'eks-api' && (source.profile ?? source.externalId) !== undefined) {
      found.push(at([...path, 'credential'], 'says profile and externalId already; leave them out here'))
    }
  }
  return found
}

function credentialProblems(credential: Credential): string[] {
  const { token, exec, clientCertificateFile, clientKeyFile } = credential
  const problems: string[] = []
  if (token !== undefined && exec !== undefined)
    problems.push('has both token and exec; one of them gives the token')
  if ((clientCertificateFile === undefined) !== (clientKeyFile === undefined)) {
    problems.push('needs clientCertificateFile and clientKeyFile together')
  }
  return problems
}

/** With every path absolute. */
function settled(parsed: z.infer<typeof wholeSchema>, place: ConfigPlace): SourcesConfig {
  const absolute = (given: string): string =>
    given === '~' || given.startsWith('~/')
      ? path.join(place.home, given.slice(1))
      : path.resolve(place.folder, given)
  const secret = (found: SecretPlace): SecretPlace =>
    'file' in found ? { file: absolute(found.file) } : found
  const source = (entry: ConfiguredSource): ConfiguredSource => {
    if (entry.kind === 'eks-api') {
      return entry.externalId === undefined ? entry : { ...entry, externalId: secret(entry.externalId) }
    }
    if (entry.kind === 'prometheus') return entry
    const given = 'kubeconfig' in entry ? entry.kubeconfig : undefined
    return given === undefined ? entry : { ...entry, kubeconfig: absolute(given) }
  }
  const credential = (given: Credential): Credential => {
    const { token, exec, externalId, clientCertificateFile, clientKeyFile, caFile } = given
    return {
      ...given,
      ...(token && { token: secret(token) }),
      ...(externalId && { externalId: secret(externalId) }),
      // A bare word is a program on the path.
      ...(exec?.command.includes('/') && { exec: { ...exec, command: absolute(exec.command) } }),
      ...(clientCertificateFile && { clientCertificateFile: absolute(clientCertificateFile) }),
      ...(clientKeyFile && { clientKeyFile: absolute(clientKeyFile) }),
      ...(caFile && { caFile: absolute(caFile) }),
    }
  }
  return {
    sources: parsed.sources.map((entry) => {
      const { kind } = entry as ConfiguredSource
      return source(kinds[kind].parse(entry))
    }),
    credentials: parsed.credentials.map(credential),
    owners: parsed.owners,
    deliveries: parsed.deliveries.map((entry) => settledDelivery(entry, { absolute, secret })),
    allowAddresses: parsed.allowAddresses,
  }
}
