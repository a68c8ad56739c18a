// Every setting of the server in one schema, and the only place that reads process.env.
// Refuses what it does not understand, in words, before anything is opened. `.env.example` is
// rendered from this schema and a test keeps the two equal.
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { clusterIdSchema } from '../domain/model/cluster-id-input.ts'
import { storesFolder } from './data-folder.ts'

const dataSizeUnits: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
  ti: 1024 ** 4,
}

/** "20GiB", "500M" or plain bytes → bytes; NaN when it is no size. */
function bytesOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?)b?$/i.exec(text.trim())
  const factor = match?.[2] === undefined ? undefined : dataSizeUnits[match[2].toLowerCase()]
  return match?.[1] === undefined || factor === undefined ? Number.NaN : Math.floor(Number(match[1]) * factor)
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)

const urlOf = (protocols: readonly string[]) =>
  z.string().refine(
    (text) => {
      if (!URL.canParse(text)) return false
      return protocols.includes(new URL(text).protocol)
    },
    `must be a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  )

/** First parts of paths that mean something else to this server. */
const takenPaths = new Set(['api', '_next', 'healthz', 'readyz', 'metrics', 's'])

const basePathChoice = z.string().transform((text, context) => {
  const trimmed = text.replace(/\/+$/, '')
  const isPath = trimmed === '' || /^(\/[A-Za-z0-9][A-Za-z0-9._~-]{0,99}){1,5}$/.test(trimmed)
  if (isPath && !takenPaths.has(trimmed.split('/')[1] ?? '')) return trimmed
  context.addIssue(
    `must be "/" or a path such as /periplus, not beginning with ${[...takenPaths].map((taken) => `/${taken}`).join(', ')}`,
  )
  return z.NEVER
})

const clockChoice = z.string().transform((text, context) => {
  if (text === 'system') return { kind: 'system' as const }
  const followed = /^follow:(.+)$/.exec(text)?.[1]
  if (followed !== undefined && /^https?:\/\//.test(followed) && URL.canParse(followed)) {
    return { kind: 'follow' as const, url: followed }
  }
  const instant = z.iso.datetime({ offset: true }).safeParse(text)
  if (instant.success) return { kind: 'fixed' as const, instant: new Date(text) }
  context.addIssue(
    'must be "system", an ISO 8601 instant such as 2026-11-24T00:00:00Z, or follow:http(s)://…',
  )
  return z.NEVER
})

const followChoice = z.string().transform((text, context) => {
  const files = text.split(',').map((part) => {
    const [, clusterId = '', place = ''] = /^([^=]*)=(.*)$/.exec(part.trim()) ?? []
    return { clusterId, path: place }
  })
  const isWrong = files.some(
    (file) => !clusterIdSchema.safeParse(file.clusterId).success || !path.isAbsolute(file.path),
  )
  if (isWrong || new Set(files.map((file) => file.path)).size < files.length) {
    context.addIssue('must be <cluster id>=<absolute path>, comma separated, each path once')
    return z.NEVER
  }
  return files
})

/** Contexts by name, every one of them, or the cluster this runs in; never found out, always said. */
const contextsChoice = z.string().transform((text, context): ReadContexts => {
  const named = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const contexts = named.filter((part) => part !== 'in-cluster')
  const inCluster = contexts.length < named.length
  if (named.length > 0 && (!contexts.includes('all') || contexts.length === 1)) {
    return { inCluster, contexts: contexts[0] === 'all' ? 'all' : contexts }
  }
  context.addIssue('must be all, in-cluster, or names of contexts, comma separated')
  return z.NEVER
})

export interface ReadContexts {
  readonly inCluster: boolean
  readonly contexts: 'all' | readonly string[]
}

/** Name → schema. `meta.example` is what `.env.example` shows for a setting that has no default. */
export const settingsSchema = z.object({
  PORT: wholeNumber(0, 65_535).optional().meta({
    description: 'Port to listen on. Unset: 3000, or the next free one when 3000 is taken; it is printed.',
    example: '3000',
  }),
  HOST: z.string().min(1).default('127.0.0.1').meta({
    description: 'Address to listen on. Anything beyond loopback is refused until sign-in is configured.',
  }),
  PERIPLUS_ALLOWED_HOSTS: z.string().optional().meta({
    description:
      'More names a browser may use for this server in its Host header, comma separated (loopback names always may).',
    example: 'periplus.example.internal',
  }),
  PERIPLUS_BASE_PATH: basePathChoice.default('').meta({
    description:
      'Path at which a proxy on this machine shows Periplus. The proxy may take it off or leave it on.',
    shown: '/',
  }),
  PERIPLUS_DATA_DIR: z.string().min(1).default('./.periplus').meta({
    description:
      'Folder of the bootstrap ingest token and, below it, of the embedded stores: main of serve, demo of the demo.',
  }),
  PERIPLUS_CONFIG: z.string().min(1).optional().meta({
    description:
      'File that names the clusters and accounts to read and where the weekly review is sent. Unset: periplus.yaml in the working folder, when it is there. Changes are taken over without a restart.',
    example: '/etc/periplus/periplus.yaml',
  }),
  PERIPLUS_KUBE_CONTEXTS: contextsChoice.optional().meta({
    description:
      'Clusters to read without a file: contexts of KUBECONFIG, comma separated, or all of them; in-cluster is the one Periplus runs in, by its service account.',
    example: 'prod,staging',
  }),
  KUBECONFIG: z.string().min(1).optional().meta({
    description:
      'Kubeconfigs as kubectl finds them. Unset: ~/.kube/config. None of their clusters is read until something says so.',
    example: '/etc/periplus/kubeconfig',
  }),
  DATABASE_URL: urlOf(['postgres:', 'postgresql:']).optional().meta({
    description: 'PostgreSQL 15 or newer. Unset: the embedded PGlite.',
    example: 'postgres://periplus:secret@db.example.internal:5432/periplus',
  }),
  CLICKHOUSE_URL: urlOf(['http:', 'https:']).optional().meta({
    description: 'ClickHouse 25 or newer, over HTTP. Unset: the embedded chDB.',
    example: 'http://periplus:secret@clickhouse.example.internal:8123/periplus',
  }),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be a cluster name as in the remote_servers of ClickHouse')
    .optional()
    .meta({
      description:
        'Name of a ClickHouse cluster: tables become replicated and distributed. Needs CLICKHOUSE_URL.',
      example: 'periplus',
    }),
  PERIPLUS_RETENTION_RAW_DAYS: wholeNumber(1, 3_650)
    .default(14)
    .meta({ description: 'Days that single requests are kept.' }),
  PERIPLUS_RETENTION_ROLLUP_DAYS: wholeNumber(1, 3_650)
    .default(400)
    .meta({ description: 'Days that minute, hour and day counts are kept.' }),
  PERIPLUS_MAX_DISK: z
    .string()
    .transform(bytesOf)
    .refine((bytes) => bytes > 0, 'must be a size such as 50GiB, 500M or plain bytes')
    .optional()
    .meta({
      description:
        'Size of the data folder at which intake of raw events stops, with a banner. Unset: no limit, but the last of its disk is kept for the stores in any case.',
      example: '50GiB',
    }),
  PERIPLUS_CLOCK: clockChoice.default({ kind: 'system' }).meta({
    description:
      'What "now" is: system, an ISO instant (stands still), or follow:URL (the Date header of a server). Tests and demos only; said on screen.',
    shown: 'system',
  }),
  PERIPLUS_INGEST_TOKEN: z
    .string()
    .min(24, 'must have at least 24 characters')
    .max(512)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional()
    .meta({
      description:
        'Bootstrap ingest token, good for every cluster. Unset: made at first start in <data dir>/ingest-token.',
      example: 'a-long-random-text-of-your-own',
    }),
  PERIPLUS_FOLLOW_AUDIT: followChoice.optional().meta({
    description:
      'Audit log files on this machine to follow as they grow, over rotation and restarts: <cluster id>=<absolute path>, comma separated.',
    example: 'my-cluster=/var/log/kubernetes/audit.log',
  }),
  PERIPLUS_METRICS_PORT: wholeNumber(1, 65_535).optional().meta({
    description:
      'Serve /metrics on this port of HOST too. Unset: on the main port only, to loopback callers.',
    example: '9464',
  }),
  PERIPLUS_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .meta({ description: 'trace, debug, info, warn, error or silent. JSON lines on stdout.' }),
  PERIPLUS_DEV_PAGES: z.enum(['on', 'off']).default('off').meta({
    description: 'Tests only: on serves the sheet of components at /dev/parts; npm run dev always does.',
  }),
  PERIPLUS_CHROMIUM: z.string().optional().meta({
    description: 'Browser tests only: path of the Chromium to drive. Unset: found or fetched by npm test.',
    example: '/usr/bin/chromium',
  }),
})

export type ClockChoice = z.infer<typeof clockChoice>

export interface Settings {
  readonly port: number | undefined
  readonly host: string
  readonly allowedHosts: readonly string[]
  /** Empty, or such as "/periplus": no slash at its end. */
  readonly basePath: string
  readonly dataDir: string
  /** Below it: of the embedded stores of `serve`. */
  readonly storesDir: string
  /** Absolute; `required` when the setting names it. */
  readonly config: { readonly file: string; readonly required: boolean }
  readonly readContexts: ReadContexts
  /** One absolute path, or several as $KUBECONFIG joins them. */
  readonly kubeconfig: string
  readonly databaseUrl: string | undefined
  readonly clickhouseUrl: string | undefined
  readonly clickhouseCluster: string | undefined
  readonly retentionRawDays: number
  readonly retentionRollupDays: number
  readonly maxDiskBytes: number | undefined
  readonly clock: ClockChoice
  readonly ingestToken: string | undefined
  readonly followAudit: readonly { readonly clusterId: string; readonly path: string }[]
  readonly metricsPort: number | undefined
  /** Serve the sheet of components. */
  readonly devPages: boolean
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** Thrown with one line per setting that cannot be used; meant to be printed as it is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** Contradictions between settings that are fine one by one. */
function contradictions(parsed: z.infer<typeof settingsSchema>): string[] {
  const found: string[] = []
  if (parsed.CLICKHOUSE_CLUSTER !== undefined && parsed.CLICKHOUSE_URL === undefined) {
    found.push('CLICKHOUSE_CLUSTER: needs CLICKHOUSE_URL; the embedded event store is one machine')
  }
  if (parsed.PERIPLUS_RETENTION_ROLLUP_DAYS < parsed.PERIPLUS_RETENTION_RAW_DAYS) {
    found.push('PERIPLUS_RETENTION_ROLLUP_DAYS: must not be smaller than PERIPLUS_RETENTION_RAW_DAYS')
  }
  return found
}

function kubeconfigOf(given: string | undefined): string {
  if (given === undefined) return path.join(os.homedir(), '.kube', 'config')
  const files = given.split(path.delimiter).filter((file) => file !== '')
  return files.map((file) => path.resolve(file)).join(path.delimiter)
}

/**
 * The settings in `source`; an empty value counts as unset. Throws SettingsError.
 * Paths come out absolute, below the working folder.
 */
export function readSettings(source: Record<string, string | undefined> = process.env): Settings {
  const given: Record<string, string> = {}
  for (const name of Object.keys(settingsSchema.shape)) {
    const value = source[name]
    if (value !== undefined && value !== '') given[name] = value
  }
  const result = settingsSchema.safeParse(given)
  const problems = result.success
    ? contradictions(result.data)
    : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (!result.success || problems.length > 0) {
    throw new SettingsError(`These settings cannot be used (see .env.example):\n  ${problems.join('\n  ')}`)
  }
  const parsed = result.data
  const dataDir = path.resolve(parsed.PERIPLUS_DATA_DIR)
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    allowedHosts: (parsed.PERIPLUS_ALLOWED_HOSTS ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
    basePath: parsed.PERIPLUS_BASE_PATH,
    dataDir,
    storesDir: storesFolder(dataDir),
    config: {
      file: path.resolve(parsed.PERIPLUS_CONFIG ?? 'periplus.yaml'),
      required: parsed.PERIPLUS_CONFIG !== undefined,
    },
    readContexts: parsed.PERIPLUS_KUBE_CONTEXTS ?? { inCluster: false, contexts: [] },
    kubeconfig: kubeconfigOf(parsed.KUBECONFIG),
    databaseUrl: parsed.DATABASE_URL,
    clickhouseUrl: parsed.CLICKHOUSE_URL,
    clickhouseCluster: parsed.CLICKHOUSE_CLUSTER,
    retentionRawDays: parsed.PERIPLUS_RETENTION_RAW_DAYS,
    retentionRollupDays: parsed.PERIPLUS_RETENTION_ROLLUP_DAYS,
    maxDiskBytes: parsed.PERIPLUS_MAX_DISK,
    clock: parsed.PERIPLUS_CLOCK,
    ingestToken: parsed.PERIPLUS_INGEST_TOKEN,
    followAudit: parsed.PERIPLUS_FOLLOW_AUDIT ?? [],
    metricsPort: parsed.PERIPLUS_METRICS_PORT,
    devPages: parsed.PERIPLUS_DEV_PAGES === 'on',
    logLevel: parsed.PERIPLUS_LOG_LEVEL,
  }
}

/** As it is at this moment: for places of secrets that periplus.yaml names, and for credential plugins. */
export const environment = (): Readonly<Record<string, string | undefined>> => process.env

/** The text of `.env.example`. */
export function renderEnvExample(): string {
  const parts = [
    '# Settings of Periplus. Every line is optional; what is shown is the default, or an example where',
    '# there is none. Kept equal to server/env.ts by a test.',
  ]
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const meta = z.globalRegistry.get(schema) as { description?: string; example?: string; shown?: string }
    const fallback = schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : undefined
    parts.push('', `# ${meta.description}`, `# ${name}=${meta.shown ?? fallback ?? meta.example}`)
  }
  return `${parts.join('\n')}\n`
}

/** What Next and React read from the environment before anything of theirs is loaded. */
export function settleNodeEnv(dev: boolean): void {
  const environment = process.env as Record<string, string | undefined>
  environment.NODE_ENV = dev ? 'development' : 'production'
  environment.NEXT_TELEMETRY_DISABLED = '1'
}
