// A view somebody saved: a name, a screen and the screen's state as it stands in the address. Never an
// address of another place: only the first segment of a path of ours and a query are kept.
import { z } from 'zod'

export const longestViewName = 80
export const longestViewQuery = 4_000
const mostParameters = 60

export const viewNameSchema = z
  .string()
  .trim()
  .min(1, 'a view needs a name')
  .max(longestViewName, `a name has at most ${longestViewName} characters`)
  .regex(/^[^\p{C}]*$/u, 'a name has no control characters')

/** "traffic": the first segment of a path. */
export const viewScreenSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a screen is a word of a-z, 0-9 and dash')

/** What may stand between the question mark and the hash of an address, with every parameter once. */
export const viewQuerySchema = z
  .string()
  .max(longestViewQuery, `a view's state has at most ${longestViewQuery} characters`)
  .regex(/^[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*$/, 'not the query of an address')
  .refine((query) => parametersOf(query).length <= mostParameters, `at most ${mostParameters} parameters`)
  .refine((query) => {
    const names = parametersOf(query)
    return new Set(names).size === names.length
  }, 'a parameter may be named once')

function parametersOf(query: string): string[] {
  return [...new URLSearchParams(query).keys()]
}

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly screen: string
  readonly query: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Its address on this installation. */
export function viewAddress({ screen, query }: Pick<SavedView, 'screen' | 'query'>): string {
  return `/${screen}${query === '' ? '' : `?${query}`}`
}
