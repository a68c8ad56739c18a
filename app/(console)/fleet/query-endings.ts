// How a query may go on: names of facets and tags for a word that was begun, known values for one that was named.
// Whole texts, as a browser's own list of suggestions takes them.
import { fleetFacetNames } from '../../../domain/model/fleet-facets.ts'

type Counted = Readonly<Record<string, readonly { readonly value: string }[]>>

const mostEndings = 12
const plain = /^[^\s"=<>!,\\]+$/
const quoted = (value: string): string =>
  plain.test(value) ? value : `"${value.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`

const known = (facets: Counted, name: string): string[] =>
  Object.hasOwn(facets, name) ? (facets[name] ?? []).map(({ value }) => value) : []

/** Keys of tags are fields of their own, unless a facet is called so. */
function valuesOf(facets: Counted, field: string): string[] {
  if (Object.hasOwn(facets, field)) return known(facets, field)
  return known(facets, 'tag').flatMap((tag) =>
    tag.startsWith(`${field}=`) ? [tag.slice(field.length + 1)] : [],
  )
}

export function queryEndings(text: string, facets: Counted = {}): readonly string[] {
  const last = /\S*$/.exec(text)?.[0] ?? ''
  const before = text.slice(0, text.length - last.length)
  const [, field, mark = '', begun = ''] = /^(-?[\w.-]+)(!?=)"?([^"]*)$/.exec(last) ?? []
  if (field === undefined) {
    const [, not = '', word = ''] = /^(-?)(.*)$/.exec(last.toLowerCase()) ?? []
    if (word === '') return []
    const tags = known(facets, 'tag').map((tag) => tag.slice(0, Math.max(0, tag.indexOf('='))))
    return [...new Set([...fleetFacetNames, ...tags])]
      .filter((name) => name.toLowerCase().startsWith(word))
      .slice(0, mostEndings)
      .map((name) => `${before}${not}${name}=`)
  }
  return valuesOf(facets, field.replace(/^-/, ''))
    .filter((value) => value !== '' && value.toLowerCase().includes(begun.toLowerCase()))
    .slice(0, mostEndings)
    .map((value) => `${before}${field}${mark}${quoted(value)}`)
}
