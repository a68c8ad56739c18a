// JSON text with holes: an object is written once for all that are alike, and filled in for each. A hole is
// ⟦name⟧ within a string; ⟦#name⟧ alone in a string takes JSON, the quotes with it.

export type Values = Readonly<Record<string, string | number>>

export class Template {
  readonly #parts: readonly string[]
  readonly #holes: readonly string[]

  constructor(object: object) {
    const pieces = JSON.stringify(object).split(/"⟦#(\w+)⟧"|⟦(\w+)⟧/)
    this.#parts = pieces.filter((_, n) => n % 3 === 0)
    this.#holes = pieces.flatMap((_, n) =>
      n % 3 === 0 && n > 0 ? [(pieces[n - 2] ?? pieces[n - 1]) as string] : [],
    )
  }

  /** Values go in as they are: whoever gives text with quotes or backslashes escapes it. */
  fill(values: Values): string {
    let text = this.#parts[0] as string
    for (let n = 0; n < this.#holes.length; n += 1) {
      text += values[this.#holes[n] as string]
      text += this.#parts[n + 1]
    }
    return text
  }
}

const mergeKeys = ['name', 'type', 'containerPort', 'ip', 'key', 'uid']

function keyOfMember(member: unknown): string | undefined {
  if (typeof member !== 'object' || member === null) return undefined
  const found = mergeKeys.find((key) => key in member)
  return found === undefined
    ? undefined
    : JSON.stringify({ [found]: (member as Record<string, unknown>)[found] })
}

function fieldsOf(value: unknown): object {
  if (Array.isArray(value)) {
    const keys = value.map(keyOfMember)
    if (keys.length === 0 || keys.includes(undefined)) return {}
    return { '.': {}, ...Object.fromEntries(value.map((member, n) => [`k:${keys[n]}`, fieldsOf(member)])) }
  }
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`f:${key}`, fieldsOf(inner)]))
}

/** Who wrote which fields, as the API server tells it. */
export const managed = (manager: string, apiVersion: string, time: string, written: object) => ({
  manager,
  operation: 'Update',
  apiVersion,
  time,
  fieldsType: 'FieldsV1',
  fieldsV1: fieldsOf(written),
})
