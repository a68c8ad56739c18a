// Which week a weekly page shows, as it stands in the address: "2026-W48", or a day of it. None is the newest that
// is worth reading, which the server knows.
import { createParser } from 'nuqs/server'
import type { ScopeInput } from '../../domain/model/scope.ts'
import { weekNamed } from '../../domain/review/week.ts'

const parseAsWeek = createParser({ parse: (text) => weekNamed(text)?.name ?? null, serialize: String })

export const weekParams = { week: parseAsWeek }

/** The question for a week; null asks for the newest that is worth reading. */
export function weekInput(week: string | null, scope: ScopeInput | undefined) {
  return { ...(scope && { scope }), ...(week !== null && { weekOf: week }) }
}
