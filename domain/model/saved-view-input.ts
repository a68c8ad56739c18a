// A view as a caller sends it, checked at the door. Never an address of another place: only the first segment
// of a path of ours and a query are kept.
import { z } from 'zod'
import { longestViewName, longestViewQuery } from './saved-view.ts'

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
