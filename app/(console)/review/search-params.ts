// What a view of the review is, as it stands in the address: the week, and whose message is open. Parsers only;
// what cannot be read falls back to the default.
import { parseAsString } from 'nuqs/server'
import { weekParams } from '../../_hooks/week-params.ts'

export const reviewParams = {
  ...weekParams,
  /** Id of the owner whose message is open. */
  message: parseAsString.withDefault(''),
}
