// All sources of this installation as their collectors are given them: those of periplus.yaml, of the
// environment and of the page, in this order where two have one name. What a definition refers to is filled
// in here; what it refers to in vain makes it a source with a trouble. Reads no file and no store itself.
import type { Trouble } from '../../domain/model/collection.ts'
import {
  type Credential,
  type EksSource,
  type EveryContext,
  type LogsSource,
  type PageSource,
  type SourceDefinition,
  sourceDefinitionSchema,
  sourceIdOf,
} from '../../domain/model/source-definition.ts'
import { type OutgoingRule, refusedAddress } from '../outgoing/address-rule.ts'
import type { DesiredSource, SourceOrigin } from '../supervisor/desired.ts'
import type { KubeContexts } from './kube-contexts.ts'
import { placeOf } from './place.ts'
import { freeName, nameOfContext } from './source-names.ts'

export type ConfiguredSource = SourceDefinition | EveryContext

export interface Given {
  readonly file: readonly ConfiguredSource[]
  readonly environment: readonly ConfiguredSource[]
  readonly page: readonly PageSource[]
  readonly credentials: readonly Credential[]
  /** Where a kubeconfig is that nobody named: $KUBECONFIG, else ~/.kube/config. */
  readonly kubeconfig: string
  readonly contextsOf: (kubeconfig: string) => KubeContexts
  readonly rule: OutgoingRule
}

type Found = Omit<Trouble, 'since'>

const configuration = (says: string, ...steps: string[]): Found => ({
  kind: 'configuration',
  says,
  steps,
  subject: '',
})

/** Every kubeconfig that the file and the environment name, the default one last. */
export function namedKubeconfigs({ file, environment, kubeconfig }: Omit<Given, 'contextsOf'>): string[] {
  const named = [...file, ...environment].flatMap((source) =>
    'kubeconfig' in source && source.kubeconfig !== undefined ? [source.kubeconfig] : [],
  )
  return [...new Set([...named, kubeconfig])]
}

export function desiredSources(given: Given): DesiredSource[] {
  const taken = new Map<string, DesiredSource>()
  const add = (origin: SourceOrigin, source: SourceDefinition | PageSource, plan: Planned) => {
    const { kind, name } = source
    const sourceId = sourceIdOf(source)
    if (taken.has(sourceId)) return
    taken.set(sourceId, {
      sourceId,
      kind,
      name,
      origin,
      place: placeOf(source),
      ...labelOf(source),
      plan: versioned(plan, given),
    })
  }
  for (const origin of ['file', 'environment'] as const) {
    const several = given[origin].filter(isSeveral)
    for (const source of given[origin]) if (!isSeveral(source)) add(origin, source, planOf(source, given))
    for (const one of several.flatMap((source) => expanded(source, given))) {
      const isTaken = (name: string) => taken.has(sourceIdOf({ kind: 'kube-api', name }))
      const name = freeName(one.name, `${one.kubeconfig} ${one.context}`, isTaken)
      const source = contextSource(name, one, given)
      add(origin, source, one.trouble ? { trouble: one.trouble } : planOf(source, given))
    }
  }
  for (const source of given.page) add('page', source, pagePlanOf(source, given))
  return [...taken.values()]
}

/** Of the file alone: the page cannot say it. */
const labelOf = (source: object): { simulated?: true } =>
  'simulated' in source && source.simulated === true ? { simulated: true } : {}

const isSeveral = (source: ConfiguredSource): source is EveryContext => 'contexts' in source

type Planned = { readonly definition: SourceDefinition } | { readonly trouble: Found }

interface OneContext {
  readonly name: string
  readonly kubeconfig: string
  readonly context: string
  readonly simulated?: true
  readonly trouble?: Found
}

const contextSource = (name: string, one: OneContext, given: Given): SourceDefinition => ({
  kind: 'kube-api',
  name,
  context: one.context,
  ...labelOf(one),
  ...kubeconfigOf(one.kubeconfig, given),
})

/** The usual one is not named: it may be several files, which only its reader puts together. */
const kubeconfigOf = (kubeconfig: string, given: Given): { kubeconfig?: string } =>
  kubeconfig === given.kubeconfig ? {} : { kubeconfig }

/** One for each context; or one that says why there is none. */
function expanded(source: EveryContext, given: Given): OneContext[] {
  const kubeconfig = source.kubeconfig ?? given.kubeconfig
  const one = (context: string): OneContext => ({
    name: nameOfContext(context),
    kubeconfig,
    context,
    ...labelOf(source),
  })
  if (source.contexts !== 'all') return source.contexts.map(one)
  const { contexts, problem } = given.contextsOf(kubeconfig)
  if (problem === undefined) return contexts.map(one)
  const name = nameOfContext(`contexts of ${kubeconfig}`)
  const steps = ['Correct the path, or the rights of the file; it is looked at again every few seconds.']
  return [
    {
      name,
      kubeconfig,
      context: '',
      trouble: configuration(`Its contexts are not known: ${problem}.`, ...steps),
    },
  ]
}

function planOf(source: SourceDefinition, given: Given): Planned {
  if (source.kind === 'eks-api' || source.kind === 'cloudwatch-logs') return awsPlanOf(source, given)
  const address = source.kind === 'prometheus' ? source.url : 'server' in source ? source.server : undefined
  if (address === undefined) return { definition: source }
  const refused = given.rule.refusalOfUrl(address)
  if (refused !== undefined) return { trouble: refusedAddress(refused).trouble }
  const name = 'credential' in source ? source.credential : undefined
  return name !== undefined && credentialNamed(name, given) === undefined
    ? { trouble: noCredential(name) }
    : { definition: source }
}

function awsPlanOf(source: EksSource | LogsSource, given: Given): Planned {
  for (const endpoint of Object.values(source.endpoints)) {
    const refused = given.rule.refusalOfUrl(endpoint)
    if (refused !== undefined) return { trouble: refusedAddress(refused).trouble }
  }
  const { credential: name, ...definition } = source
  if (name === undefined) return { definition }
  const credential = credentialNamed(name, given)
  if (credential === undefined) return { trouble: noCredential(name) }
  const { profile, externalId } = credential
  return { definition: { ...definition, ...(profile && { profile }), ...(externalId && { externalId }) } }
}

function pagePlanOf(source: PageSource, given: Given): Planned {
  if (!('context' in source)) return planOf(sourceDefinitionSchema.parse(source), given)
  const kubeconfig = namedKubeconfigs(given).find((place) =>
    given.contextsOf(place).contexts.includes(source.context),
  )
  if (kubeconfig !== undefined) return { definition: { ...source, ...kubeconfigOf(kubeconfig, given) } }
  return {
    trouble: configuration(
      `No kubeconfig that periplus.yaml or the environment names has a context “${source.context}”.`,
      'Name the kubeconfig in periplus.yaml or in $KUBECONFIG, or remove this source and choose another context.',
    ),
  }
}

const credentialNamed = (name: string, { credentials }: Given): Credential | undefined =>
  credentials.find((credential) => credential.name === name)

const noCredential = (name: string): Found =>
  configuration(
    `There is no credential “${name}”.`,
    'Define it under credentials in periplus.yaml; it is taken over without a restart.',
  )

/** What a source of the page is read with; or why it cannot be read as things stand. */
export const pageSourcePlan = (source: PageSource, given: Given): DesiredSource['plan'] =>
  versioned(pagePlanOf(source, given), given)

/** What it is read with changes its version: the credential it names too. */
function versioned(plan: Planned, given: Given): DesiredSource['plan'] {
  if ('trouble' in plan) return plan
  const { definition } = plan
  const name = 'credential' in definition ? definition.credential : undefined
  const credential = name === undefined ? null : (credentialNamed(name, given) ?? null)
  return { definition, version: JSON.stringify([definition, credential]) }
}

export interface ContextChoice {
  readonly context: string
  readonly kubeconfig: string
  /** What a source of it would be called. */
  readonly name: string
  /** True when a source reads it already. */
  readonly taken: boolean
}

/** What a source of the page may refer to. */
export function contextChoices(given: Given, sources: readonly DesiredSource[]): ContextChoice[] {
  const read = new Set(
    sources.flatMap(({ plan }) =>
      'definition' in plan && 'context' in plan.definition
        ? [`${plan.definition.kubeconfig ?? given.kubeconfig} ${plan.definition.context}`]
        : [],
    ),
  )
  const seen = new Set<string>()
  return namedKubeconfigs(given).flatMap((kubeconfig) =>
    given.contextsOf(kubeconfig).contexts.flatMap((context) => {
      if (seen.has(context)) return []
      seen.add(context)
      return [
        { context, kubeconfig, name: nameOfContext(context), taken: read.has(`${kubeconfig} ${context}`) },
      ]
    }),
  )
}
