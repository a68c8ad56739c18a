// A label of a scope in one text, as it stands in an address and in a list: "team=ads", or "team" for
// whatever its value. A key may itself hold "=", so what would be misread is escaped.

export interface ScopeLabel {
  readonly key: string
  /** Null: any value. */
  readonly value: string | null
}

const escaped = (key: string): string => key.replaceAll('%', '%25').replaceAll('=', '%3D')
const unescaped = (key: string): string => key.replaceAll('%3D', '=').replaceAll('%25', '%')

export function labelText({ key, value }: ScopeLabel): string {
  return value === null ? escaped(key) : `${escaped(key)}=${value}`
}

/** Null for a text that names no key. */
export function readLabel(text: string): ScopeLabel | null {
  const at = text.indexOf('=')
  const key = unescaped(at === -1 ? text : text.slice(0, at))
  return key === '' ? null : { key, value: at === -1 ? null : text.slice(at + 1) }
}

/** Values by key, as a question takes them; a key that is asked for with any value has none. */
export function labelsOf(texts: readonly string[]): Record<string, string[]> {
  const found = new Map<string, string[]>()
  for (const text of texts) {
    const label = readLabel(text)
    if (label === null) continue
    const values = found.get(label.key) ?? []
    if (label.value !== null && !values.includes(label.value)) values.push(label.value)
    found.set(label.key, values)
  }
  return Object.fromEntries(found)
}
