// Reads kubeconfig files as kubectl does: several become one, the first to say a name wins, paths are
// below the file that names them. Refuses in words what it cannot use; runs and connects nothing.
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Access, Environment, Material } from './access.ts'
import { type ExecPlugin, execVersions } from './exec-plugin.ts'
import { misconfigured, quoted } from './failure.ts'

const text = z.string().nullish()
const flag = z.boolean().nullish()

const clusterSchema = z.object({
  server: z.string(),
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'proxy-url': text,
  extensions: z.array(z.object({ name: z.string(), extension: z.unknown() })).nullish(),
})

const execSchema = z.object({
  apiVersion: text,
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
})

const userSchema = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  'as-uid': text,
  'as-groups': z.array(z.string()).nullish(),
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
  'auth-provider': z.object({ name: z.string() }).nullish(),
  exec: execSchema.nullish(),
})

const named = z.object({ name: z.string() }).loose()
const fileSchema = z.object({
  clusters: z.array(named.extend({ cluster: z.unknown() })).nullish(),
  users: z.array(named.extend({ user: z.unknown() })).nullish(),
  contexts: z
    .array(named.extend({ context: z.object({ cluster: z.string(), user: text }).nullish() }))
    .nullish(),
})

/** Where kubeconfigs are, and whether each must be there. */
export interface KubeconfigPlace {
  readonly files: readonly string[]
  readonly mustExist: boolean
}

/** An entry and the folder its relative paths are below. */
interface Entry<T> {
  readonly value: T
  readonly file: string
}

export interface Kubeconfig {
  readonly files: readonly string[]
  readonly clusters: ReadonlyMap<string, Entry<unknown>>
  readonly users: ReadonlyMap<string, Entry<unknown>>
  readonly contexts: ReadonlyMap<
    string,
    Entry<{ readonly cluster: string; readonly user: string | undefined }>
  >
}

/** `explicit` as the definition names it; else $KUBECONFIG, a list; else ~/.kube/config. */
export function kubeconfigPlace(explicit: string | undefined, environment: Environment): KubeconfigPlace {
  const home = environment.HOME ?? environment.USERPROFILE ?? ''
  const atHome = (file: string): string => file.replace(/^~(?=\/|$)/, home)
  if (explicit !== undefined) return { files: [path.resolve(atHome(explicit))], mustExist: true }
  const listed = (environment.KUBECONFIG ?? '').split(path.delimiter).filter((file) => file !== '')
  if (listed.length > 0) return { files: listed.map((file) => path.resolve(file)), mustExist: false }
  return { files: [path.join(home, '.kube', 'config')], mustExist: true }
}

/** Throws KubeFailure `configuration`. */
export async function readKubeconfig({ files, mustExist }: KubeconfigPlace): Promise<Kubeconfig> {
  const read = await Promise.all(files.map(readOne))
  const found = files.flatMap((file, at) => {
    const data = read[at]
    return data === undefined ? [] : [{ file, data }]
  })
  if (found.length < (mustExist ? files.length : 1)) {
    throw misconfigured(`There is no kubeconfig at ${files.join(' or ')}`, [
      'Put it there, or name the right file: kubeconfig in periplus.yaml, or KUBECONFIG in the environment.',
    ])
  }
  const place = found.map(({ file }) => file).join(path.delimiter)
  const known = lastMerged.get(place)
  if (known?.from.every((data, at) => data === found[at]?.data)) return known.config
  const config = merged(found)
  if (lastMerged.size >= mostKept) lastMerged.clear()
  lastMerged.set(place, { from: found.map(({ data }) => data), config })
  return config
}

interface Found {
  readonly file: string
  readonly data: KubeconfigFile
}

/** The first to say a name wins. */
function merged(found: readonly Found[]): Kubeconfig {
  const clusters = new Map<string, Entry<unknown>>()
  const users = new Map<string, Entry<unknown>>()
  const contexts = new Map<string, Entry<{ cluster: string; user: string | undefined }>>()
  for (const { file, data } of found) {
    const add = <T>(into: Map<string, Entry<T>>, name: string, value: T): void => {
      if (!into.has(name)) into.set(name, { value, file })
    }
    for (const { name, cluster } of data.clusters ?? []) add(clusters, name, cluster)
    for (const { name, user } of data.users ?? []) add(users, name, user)
    for (const { name, context } of data.contexts ?? []) {
      if (context) add(contexts, name, { cluster: context.cluster, user: context.user || undefined })
    }
  }
  return { files: found.map(({ file }) => file), clusters, users, contexts }
}

type KubeconfigFile = z.infer<typeof fileSchema>

/** As last read: a thousand sources may share one file, and parsing a large one takes its time. */
const lastRead = new Map<string, { readonly version: string; readonly data: Promise<KubeconfigFile> }>()
const lastMerged = new Map<
  string,
  { readonly from: readonly KubeconfigFile[]; readonly config: Kubeconfig }
>()
const mostKept = 100

const unreadable = (file: string, { code }: NodeJS.ErrnoException) =>
  misconfigured(`The kubeconfig ${file} cannot be read: ${code}`, ['Let the user Periplus runs as read it.'])

/** Undefined when there is none. */
async function readOne(file: string): Promise<KubeconfigFile | undefined> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unreadable(file, error)
  })
  if (found === undefined) return undefined
  const version = `${found.mtimeMs} ${found.size} ${found.ino}`
  const known = lastRead.get(file)
  if (known?.version === version) return known.data
  if (lastRead.size >= mostKept) lastRead.clear()
  const data = readNow(file)
  lastRead.set(file, { version, data })
  return data
}

async function readNow(file: string): Promise<KubeconfigFile> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error)
  })
  const read = fileSchema.safeParse(yamlOf(file, content) ?? {})
  if (read.success) return read.data
  throw misconfigured(`The kubeconfig ${file} is not one: ${placeOf(read.error)}`, [
    'Compare it with `kubectl config view`.',
  ])
}

function yamlOf(file: string, content: string): unknown {
  try {
    return parse(content)
  } catch (error) {
    // The parser's words quote the file, which holds secrets: only the place is told.
    const at = (error as { linePos?: readonly { line: number }[] }).linePos?.[0]?.line
    throw misconfigured(`The kubeconfig ${file} is no YAML${at === undefined ? '' : `: line ${at}`}`, [
      'Mend it there.',
    ])
  }
}

const placeOf = ({ issues: [issue] }: z.ZodError): string =>
  issue === undefined ? 'it has another shape' : `${issue.path.join('.') || 'its top'}: ${issue.code}`

function entryOf<T extends z.ZodType>(
  schema: T,
  entry: Entry<unknown> | undefined,
  what: string,
  files: readonly string[],
): { value: z.infer<T>; file: string } {
  if (entry === undefined) {
    throw misconfigured(`${what} is not in ${files.join(', ')}`, ['Add it, or let the context name another.'])
  }
  const read = schema.safeParse(entry.value ?? {})
  if (!read.success) {
    throw misconfigured(`${what} of ${entry.file} cannot be used: ${placeOf(read.error)}`, ['Mend it there.'])
  }
  return { value: read.data, file: entry.file }
}

/** What a context says, with everything it refers to. Throws KubeFailure `configuration`. */
export function contextAccess(config: Kubeconfig, name: string): Access {
  const context = config.contexts.get(name)
  if (context === undefined) {
    const known = [...config.contexts.keys()].sort()
    const list =
      known.length === 0
        ? 'It has none.'
        : `It has: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`
    throw misconfigured(`There is no context ${JSON.stringify(name)} in ${config.files.join(', ')}`, [list])
  }
  const { cluster: clusterName, user: userName } = context.value
  const quotedName = (noun: string, of: string) => `${noun} ${JSON.stringify(of)}`
  const cluster = entryOf(
    clusterSchema,
    config.clusters.get(clusterName),
    quotedName('cluster', clusterName),
    config.files,
  )
  const nobody = { value: {}, file: context.file }
  const entry = userName === undefined ? nobody : config.users.get(userName)
  const user = entryOf(userSchema, entry, quotedName('user', userName ?? ''), config.files)
  return accessFrom(name, cluster, user)
}

type Cluster = Entry<z.infer<typeof clusterSchema>>
type User = Entry<z.infer<typeof userSchema>>

/** Data before a file, as kubectl prefers it. */
function materialOf(
  data: string | null | undefined,
  file: string | null | undefined,
  below: string,
): Material | undefined {
  if (data) return { text: Buffer.from(data, 'base64').toString('utf8') }
  return file ? { file: path.resolve(path.dirname(below), file) } : undefined
}

function accessFrom(name: string, cluster: Cluster, user: User): Access {
  const { value: said, file } = user
  if (said['auth-provider'] && !said.exec) {
    throw misconfigured(
      `Context ${JSON.stringify(name)} uses the auth provider ${quoted(said['auth-provider'].name)}, which Kubernetes removed`,
      ['Use an exec plugin instead, such as gke-gcloud-auth-plugin or kubelogin.'],
    )
  }
  const isBasic = said.username !== undefined && said.username !== null && said.username !== ''
  return {
    ...tlsOf(name, cluster),
    origin: `context ${JSON.stringify(name)} of ${file}`,
    contextName: name,
    // A token file is read again, so it is preferred to a token that was written down once.
    token: said.tokenFile
      ? { file: path.resolve(path.dirname(file), said.tokenFile) }
      : said.token
        ? { text: said.token }
        : undefined,
    basic: isBasic ? { username: said.username ?? '', password: said.password ?? '' } : undefined,
    certificate: materialOf(said['client-certificate-data'], said['client-certificate'], file),
    key: materialOf(said['client-key-data'], said['client-key'], file),
    exec: said.exec ? execOf(name, said.exec, cluster, file) : undefined,
    impersonation: impersonationOf(said),
  }
}

function tlsOf(name: string, { value, file }: Cluster) {
  const isUrl = URL.canParse(value.server) && /^https?:$/.test(new URL(value.server).protocol)
  if (!isUrl) {
    throw misconfigured(`The server of context ${JSON.stringify(name)} is no http or https URL`, [
      `Mend it in ${file}.`,
    ])
  }
  if (value['proxy-url']) {
    throw misconfigured(
      `Context ${JSON.stringify(name)} asks for a proxy (proxy-url), which Periplus does not use`,
      ['Name an address that is reached without it, such as one of a VPN or a private endpoint.'],
    )
  }
  return {
    server: new URL(value.server),
    authority: materialOf(value['certificate-authority-data'], value['certificate-authority'], file),
    tlsServerName: value['tls-server-name'] ?? undefined,
    isUnverified: value['insecure-skip-tls-verify'] ?? false,
  }
}

function execOf(
  name: string,
  exec: z.infer<typeof execSchema>,
  { value: cluster }: Cluster,
  file: string,
): ExecPlugin {
  const apiVersion = execVersions.find((version) => version === exec.apiVersion)
  if (apiVersion === undefined) {
    throw misconfigured(
      `The exec plugin of context ${JSON.stringify(name)} speaks ${quoted(exec.apiVersion ?? 'no apiVersion')}`,
      [
        `Write the kubeconfig anew with a plugin of ${execVersions[0]} (aws eks update-kubeconfig, gcloud container clusters get-credentials, az aks get-credentials).`,
      ],
    )
  }
  if (exec.interactiveMode === 'Always') {
    throw misconfigured(`The exec plugin of context ${JSON.stringify(name)} needs a terminal`, [
      'Use credentials that need no person: a service account token, or a plugin with interactiveMode Never.',
    ])
  }
  return {
    apiVersion,
    command: exec.command,
    args: exec.args ?? [],
    env: Object.fromEntries((exec.env ?? []).map(({ name: key, value }) => [key, value])),
    installHint: exec.installHint ?? undefined,
    clusterInfo: exec.provideClusterInfo ? clusterInfoOf(cluster) : undefined,
    folder: path.dirname(file),
  }
}

function clusterInfoOf(cluster: z.infer<typeof clusterSchema>): Record<string, unknown> {
  const config = cluster.extensions?.find(
    ({ name }) => name === 'client.authentication.k8s.io/exec',
  )?.extension
  return Object.fromEntries(
    Object.entries({
      server: cluster.server,
      'tls-server-name': cluster['tls-server-name'],
      'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
      'certificate-authority-data': cluster['certificate-authority-data'],
      config,
    }).filter(([, value]) => value !== undefined && value !== null),
  )
}

function impersonationOf(user: z.infer<typeof userSchema>): Record<string, string | readonly string[]> {
  if (!user.as) return {}
  const extra = Object.entries(user['as-user-extra'] ?? {}).map(
    ([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, values] as const,
  )
  return {
    'Impersonate-User': user.as,
    ...(user['as-uid'] ? { 'Impersonate-Uid': user['as-uid'] } : {}),
    ...(user['as-groups']?.length ? { 'Impersonate-Group': user['as-groups'] } : {}),
    ...Object.fromEntries(extra),
  }
}
