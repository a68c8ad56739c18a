// What a person says of a source to be read: its name, where it is, and which credential opens it. Secrets
// never stand here, only where they are found. The page may say less than the file: no paths, no commands.
import { z } from 'zod'
import { clusterIdSchema } from './cluster-id-input.ts'
import { type CollectionKind, collectionNameSchema } from './collection.ts'

const words = z.string().min(1).max(1_024)
export const httpUrlSchema = z
  .url({
    protocol: /^https?$/,
    abort: true,
    error: 'must be an address that starts with https:// or http://',
  })
  .max(2_048)
  .refine((text) => {
    const url = new URL(text)
    return url.username === '' && url.password === ''
  }, 'must not hold a user or password; name a credential instead')

/** Where a secret is found: an environment variable or a file, read again each time it is needed. */
export const secretPlaceSchema = z.union([z.strictObject({ env: words }), z.strictObject({ file: words })], {
  error: 'is { env: VARIABLE } or { file: PATH }',
})
export type SecretPlace = z.infer<typeof secretPlaceSchema>

const execPlugin = z.strictObject({
  command: words,
  args: z.array(z.string().max(4_096)).max(100).default([]),
  env: z.record(words, z.string().max(4_096)).default({}),
})

/** How a server is told who we are; only `periplus.yaml` defines one. */
export const credentialSchema = z.strictObject({
  name: collectionNameSchema,
  token: secretPlaceSchema.optional(),
  exec: execPlugin.optional(),
  clientCertificateFile: words.optional(),
  clientKeyFile: words.optional(),
  /** PEM of who signed the server's certificate. Absent: the machine's own trust. */
  caFile: words.optional(),
  /** AWS: profile of the shared configuration. */
  profile: words.optional(),
  /** AWS: what the assumed roles' trust asks for. */
  externalId: secretPlaceSchema.optional(),
})
export type Credential = z.infer<typeof credentialSchema>

const named = {
  name: collectionNameSchema,
  /** The id its cluster gets; absent: what the cluster itself suggests. */
  cluster: clusterIdSchema.optional(),
}

/** What the file may say besides of any source. */
const labelled = {
  /** What it tells is made up: shown on every page that speaks of its clusters, and nothing else. */
  simulated: z.literal(true).optional(),
}

export const kubeSourceSchema = z.union([
  z.strictObject({
    ...named,
    kind: z.literal('kube-api'),
    /** Absent: $KUBECONFIG, else ~/.kube/config, as kubectl finds it. */
    kubeconfig: words.optional(),
    context: words,
    ...labelled,
  }),
  z.strictObject({ ...named, kind: z.literal('kube-api'), inCluster: z.literal(true), ...labelled }),
  z.strictObject({
    ...named,
    kind: z.literal('kube-api'),
    server: httpUrlSchema,
    credential: collectionNameSchema,
    ...labelled,
  }),
])
export type KubeSource = z.infer<typeof kubeSourceSchema>

/** Which accounts and regions of AWS, and with whose credentials. */
const awsReach = {
  /** "organization": as AWS Organizations lists them; absent: the account of the credentials alone. */
  accounts: z
    .union(
      [
        z
          .array(z.string().regex(/^\d{12}$/))
          .min(1)
          .max(5_000),
        z.literal('organization'),
      ],
      { error: 'is a list of account ids of 12 digits, in quotes, or the word organization' },
    )
    .optional(),
  /** Name of the role assumed in each account; absent: none is assumed. */
  roleName: words.optional(),
  externalId: secretPlaceSchema.optional(),
  /** Absent: every region where EKS is offered to the partition. */
  regions: z
    .array(z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be a region such as eu-west-1'))
    .min(1)
    .max(60)
    .optional(),
  /** Profile of the shared AWS configuration; absent: the SDK's default chain. */
  profile: words.optional(),
  /** Names a profile and external id; filled in before a collector sees the definition. */
  credential: collectionNameSchema.optional(),
}

export const eksSourceSchema = z.strictObject({
  name: collectionNameSchema,
  kind: z.literal('eks-api'),
  ...awsReach,
  /** Other addresses of the services, for tests and private endpoints. */
  endpoints: z.partialRecord(z.enum(['backup', 'eks', 'sts', 'organizations']), httpUrlSchema).default({}),
  ...labelled,
})
export type EksSource = z.infer<typeof eksSourceSchema>

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, 'must be a name of a label')
const prometheusStore = {
  name: collectionNameSchema,
  kind: z.literal('prometheus'),
  /** What `/api/v1/query_range` comes after. */
  url: httpUrlSchema,
  /** Absent: none is asked for. */
  credential: collectionNameSchema.optional(),
  /** Labels that all series it reads must bear, beside those it asks for by itself. */
  matchers: z
    .record(labelName, z.string().max(200))
    .refine((all) => Object.keys(all).length <= 20, 'are at most 20')
    .default({}),
  ...labelled,
}

export const prometheusSourceSchema = z.union([
  z.strictObject({
    ...prometheusStore,
    /** Whose value names the cluster of a series. */
    clusterLabel: labelName,
    /** Values of that label that are no id of a cluster, and the id each means. */
    clusterNames: z.record(z.string().min(1).max(200), clusterIdSchema).default({}),
  }),
  /** All series are of this one. */
  z.strictObject({ ...prometheusStore, cluster: clusterIdSchema }),
])
export type PrometheusSource = z.infer<typeof prometheusSourceSchema>

/** Thirty days. */
const mostHoursBack = 720

export const logsSourceSchema = z.strictObject({
  name: collectionNameSchema,
  kind: z.literal('cloudwatch-logs'),
  ...awsReach,
  /** Names of EKS clusters; absent: every one that has a log group. */
  clusters: z.array(words).min(1).max(5_000).optional(),
  /** How far back hours are read. */
  hoursBack: z.int().min(1).max(mostHoursBack).default(24),
  /** Nothing more is searched on a UTC day once this much was looked through. */
  gigabytesPerDay: z.number().positive().max(1_000_000).default(50),
  /** What AWS takes for a gigabyte looked through; absent: no price is shown. */
  usdPerGigabyte: z.number().positive().max(1_000).optional(),
  /** Other addresses of the services, for tests and private endpoints. */
  endpoints: z.partialRecord(z.enum(['logs', 'sts', 'organizations']), httpUrlSchema).default({}),
  ...labelled,
})
export type LogsSource = z.infer<typeof logsSourceSchema>

export const sourceDefinitionSchema = z.union([
  ...kubeSourceSchema.options,
  eksSourceSchema,
  logsSourceSchema,
  ...prometheusSourceSchema.options,
])
export type SourceDefinition = z.infer<typeof sourceDefinitionSchema>

/** What the page and the API may say: a name, a kind, a place, and a reference to what is defined elsewhere. */
export const pageSourceSchema = z.union([
  z.strictObject({
    ...named,
    kind: z.literal('kube-api'),
    /** Of a kubeconfig that the file or the environment names. */
    context: words,
  }),
  z.strictObject({
    ...named,
    kind: z.literal('kube-api'),
    server: httpUrlSchema,
    credential: collectionNameSchema,
  }),
  eksSourceSchema.pick({
    name: true,
    kind: true,
    accounts: true,
    roleName: true,
    regions: true,
    credential: true,
  }),
  logsSourceSchema.omit({ profile: true, externalId: true, endpoints: true, simulated: true }),
  prometheusSourceSchema.options[0].omit({ matchers: true, clusterNames: true, simulated: true }),
  prometheusSourceSchema.options[1].omit({ matchers: true, simulated: true }),
])
export type PageSource = z.infer<typeof pageSourceSchema>

/** What every table and lease calls a source. */
export const sourceIdOf = ({
  kind,
  name,
}: {
  readonly kind: CollectionKind
  readonly name: string
}): string => `${kind}:${name}`

/** Several contexts of a kubeconfig at once: what stands in `periplus.yaml` only. */
export const everyContextSchema = z.strictObject({
  kind: z.literal('kube-api'),
  kubeconfig: words.optional(),
  contexts: z.union([z.array(words).min(1).max(5_000), z.literal('all')], {
    error: 'is a list of names of contexts, or the word all',
  }),
  ...labelled,
})
export type EveryContext = z.infer<typeof everyContextSchema>
