// In which form objects are told: whole, their metadata only, or rows of a table; as the client asks for it.
import { apiVersionOf, type Item, listedText, partialText, type Resource, wholeText } from './item.ts'
import { Refusal } from './refusal.ts'

export type FormName = 'whole' | 'partial' | 'table'

/** From the first of the client's wishes that can be met. Throws Refusal 406. */
export function formOf(accept: string): FormName {
  for (const part of accept.split(',')) {
    const [type = '', ...parameters] = part
      .trim()
      .split(';')
      .map((text) => text.trim())
    const as = parameters.find((text) => text.startsWith('as='))?.slice(3)
    const isJson = type === 'application/json' || type === '*/*' || type === 'application/*'
    if (!isJson) continue
    if (as === 'Table') return 'table'
    if (as === 'PartialObjectMetadataList' || as === 'PartialObjectMetadata') return 'partial'
    if (as === undefined) return 'whole'
  }
  const message =
    'only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io, application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
  throw new Refusal(406, 'NotAcceptable', message)
}

export interface Shown {
  readonly resource: Resource
  readonly form: FormName
  /** Of rows of a table. */
  readonly include: 'None' | 'Metadata' | 'Object'
  readonly nowMs: number
}

export function includeOf(text: string | null): Shown['include'] {
  if (text === null || text === '') return 'Metadata'
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text
  throw Refusal.badRequest(
    `unable to convert to Table as includeObject has an unsupported value: ${JSON.stringify(text)}`,
  )
}

function rowText(item: Item, { resource, include, nowMs }: Shown): string {
  const object =
    include === 'None' ? 'null' : include === 'Object' ? wholeText(resource, item) : partialText(item)
  return `{"cells":${JSON.stringify(item.cells(nowMs))},"object":${object}}`
}

/** As a member of a list. */
export function memberText(item: Item, shown: Shown): string {
  if (shown.form === 'table') return rowText(item, shown)
  return shown.form === 'partial' ? partialText(item) : listedText(item, item.rest())
}

const tableText = (metadata: object, columns: string, rows: string): string =>
  `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(metadata)},"columnDefinitions":${columns},"rows":[${rows}]}`

/** Alone: the answer to a GET, or the object of a frame. `isFirst`: columns are told once. */
export function aloneText(item: Item, shown: Shown, isFirst = true): string {
  const { form, resource } = shown
  if (form === 'partial') return partialText(item)
  if (form === 'whole') return wholeText(resource, item)
  const columns = isFirst ? JSON.stringify(resource.columns) : 'null'
  return tableText({ resourceVersion: String(item.version) }, columns, rowText(item, shown))
}

/** What comes before and after the members of a list. */
export function envelopeOf(shown: Shown, metadata: object): { before: string; after: string } {
  const { form, resource } = shown
  if (form === 'table') {
    const text = tableText(metadata, JSON.stringify(resource.columns), '')
    return { before: text.slice(0, -2), after: ']}' }
  }
  const [kind, version] =
    form === 'partial'
      ? ['PartialObjectMetadataList', 'meta.k8s.io/v1']
      : [`${resource.kind}List`, apiVersionOf(resource)]
  return {
    before: `{"kind":"${kind}","apiVersion":"${version}","metadata":${JSON.stringify(metadata)},"items":[`,
    after: ']}',
  }
}

/** An object that says nothing but how far a watch has come. */
export function bookmarkText(shown: Shown, version: number, isInitialEnd: boolean): string {
  const { form, resource } = shown
  const metadata = {
    resourceVersion: String(version),
    creationTimestamp: null,
    ...(isInitialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
  }
  if (form === 'table') return tableText({ resourceVersion: String(version) }, 'null', '')
  const kind = form === 'partial' ? 'PartialObjectMetadata' : resource.kind
  const apiVersion = form === 'partial' ? 'meta.k8s.io/v1' : apiVersionOf(resource)
  return JSON.stringify({
    kind,
    apiVersion,
    metadata,
    ...(form === 'partial' ? {} : { spec: {}, status: {} }),
  })
}
