// How a query may go on: names of facets for a word that was begun, values with counts for a facet that was named.
// Whole texts, as a browser's own list of suggestions takes them.
import { fleetFacetNames } from '../../../domain/model/fleet-facets.ts'

type Counted = Readonly<Record<string, readonly { readonly value: string }[]>>

const mostEndings = 12
const plain = /^[^\s"=<>!,()]+$/
const quoted = (value: string): string => (plain.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`)

export function queryEndings(text: string, facets: Counted | undefined): readonly string[] {
  const last = /[^\s(]*$/.exec(text)?.[0] ?? ''
  const before = text.slice(0, text.length - last.length)
  const [, facet = '', mark = '', begun = ''] = /^([A-Za-z]+)(!?=)"?([^"]*)$/.exec(last) ?? []
  if (facet === '') {
    const word = last.toLowerCase()
    if (word === '') return []
    return fleetFacetNames
      .filter((name) => name.toLowerCase().startsWith(word))
      .slice(0, mostEndings)
      .map((name) => `${before}${name}=`)
  }
  const values = facets !== undefined && Object.hasOwn(facets, facet) ? (facets[facet] ?? []) : []
  return values
    .filter(({ value }) => value !== '' && value.toLowerCase().includes(begun.toLowerCase()))
    .slice(0, mostEndings)
    .map(({ value }) => `${before}${facet}${mark}${quoted(value)}`)
}
