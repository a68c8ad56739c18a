// How much of a text or of a set of labels is kept. Kubernetes bounds its own names far below this; what
// passes the bound was not made by Kubernetes, and is cut rather than believed.

const longestText = 1_024
const mostLabels = 100

export const short = (text: string): string => (text.length > longestText ? text.slice(0, longestText) : text)

/** Null for what is absent or says nothing. */
export const textOr = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text === '' ? null : short(text)

/** In the order of their names, so that equal labels are equal texts. */
export function boundedLabels(
  labels: Readonly<Record<string, string>> | null | undefined,
): Record<string, string> {
  const names = Object.keys(labels ?? {}).sort()
  if (names.length > mostLabels) names.length = mostLabels
  const kept: Record<string, string> = {}
  for (const name of names) kept[short(name)] = short(labels?.[name] ?? '')
  return kept
}
