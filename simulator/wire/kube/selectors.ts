// Label and field selectors as the API server reads them. What cannot be read is refused, in its words.

import type { Item, Resource } from './item.ts'
import { Refusal } from './refusal.ts'

export type Matches = (item: Item) => boolean

interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | 'exists' | '!'
  readonly values: readonly string[]
}

const keyForm = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/
const valueForm = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/

const unreadable = (text: string, why: string): Refusal =>
  Refusal.badRequest(`unable to parse requirement: ${why} in selector ${JSON.stringify(text)}`)

/** Commas between requirements, not those within parentheses. */
const partsOf = (text: string): string[] => text.split(/,(?![^(]*\))/).map((part) => part.trim())

function requirementOf(part: string, text: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part)
  const equals = /^([^!=\s]+)\s*(==|=|!=)\s*([^=\s]*)$/.exec(part)
  const bare = /^(!?)\s*(\S+)$/.exec(part)
  const found: Requirement | undefined =
    set !== null
      ? {
          key: set[1] as string,
          operator: set[2] as 'in' | 'notin',
          values: (set[3] as string).split(',').map((value) => value.trim()),
        }
      : equals !== null
        ? {
            key: equals[1] as string,
            operator: equals[2] === '!=' ? 'notin' : 'in',
            values: [equals[3] as string],
          }
        : bare !== null
          ? { key: bare[2] as string, operator: bare[1] === '!' ? '!' : 'exists', values: [] }
          : undefined
  if (found === undefined) throw unreadable(text, `found ${JSON.stringify(part)}, expected: a requirement`)
  if (!keyForm.test(found.key)) throw unreadable(text, `invalid label key ${JSON.stringify(found.key)}`)
  const bad = found.values.find((value) => !valueForm.test(value) || value.length > 63)
  if (bad !== undefined) throw unreadable(text, `invalid label value ${JSON.stringify(bad)}`)
  return found
}

function holds({ key, operator, values }: Requirement, labels: Item['labels']): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value)
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
  }
}

/** Undefined: everything. Throws Refusal. */
export function labelSelector(text: string): Matches | undefined {
  if (text.trim() === '') return undefined
  const requirements = partsOf(text).map((part) => requirementOf(part, text))
  return ({ labels }) => requirements.every((requirement) => holds(requirement, labels))
}

interface FieldTerm {
  readonly field: string
  readonly isEqual: boolean
  readonly value: string
}

function termsOf(text: string): FieldTerm[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const found = /^\s*([^!=\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part)
      if (found === null) {
        throw Refusal.badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
      }
      return { field: found[1] as string, isEqual: found[2] !== '!=', value: found[3] as string }
    })
}

const fieldOf = (item: Item, field: string): string =>
  (field === 'metadata.name'
    ? item.name
    : field === 'metadata.namespace'
      ? item.namespace
      : item.field(field)) ?? ''

/** Undefined: everything. Throws Refusal for a field that the resource does not select by. */
export function fieldSelector(text: string, { fieldNames, isNamespaced }: Resource): Matches | undefined {
  const terms = termsOf(text)
  if (terms.length === 0) return undefined
  const known = ['metadata.name', ...(isNamespaced ? ['metadata.namespace'] : []), ...fieldNames]
  const strange = terms.find(({ field }) => !known.includes(field))
  if (strange !== undefined) {
    throw Refusal.badRequest(
      `Unable to find field selector conversion: field label not supported: ${strange.field}`,
    )
  }
  return (item) => terms.every(({ field, isEqual, value }) => (fieldOf(item, field) === value) === isEqual)
}

/** The one name that a field selector asks for, if it does. */
export const nameSelected = (text: string): string | undefined =>
  termsOf(text).find(({ field, isEqual }) => field === 'metadata.name' && isEqual)?.value
