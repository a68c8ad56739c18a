// superjson's wire format as the browser reads it. The server speaks the whole of it; its answers hold plain
// JSON, dates and undefined, and these few lines read that at a tenth of the library's size. Whatever else an
// answer may hold one day is refused by name instead of being read wrong.

interface Wire {
  readonly json?: unknown
  readonly meta?: { readonly values?: unknown }
}

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** "a.b\\.c" → ["a", "b.c"]: dots part, a backslash takes the next sign as it is. */
function keysOf(path: string): string[] {
  const keys: string[] = []
  let key = ''
  for (let at = 0; at < path.length; at += 1) {
    if (path[at] === '.') {
      keys.push(key)
      key = ''
    } else {
      if (path[at] === '\\') at += 1
      key += path[at] ?? ''
    }
  }
  return [...keys, key]
}

function revived(value: unknown, kind: unknown): unknown {
  if (kind === 'Date') return new Date(String(value))
  if (kind === 'undefined') return undefined
  throw new Error(`the answer holds a ${JSON.stringify(kind)}, which this page cannot read`)
}

/** Calls back for the place of each annotation: `[kind]`, or more of them by path. */
function revive(holder: Node, key: string, annotations: unknown): void {
  if (Array.isArray(annotations)) {
    holder[key] = revived(holder[key], annotations[0])
    return
  }
  if (!isNode(annotations)) return
  for (const [path, below] of Object.entries(annotations)) {
    let [place, last]: [Node, string] = [holder, key]
    for (const next of keysOf(path)) {
      const inside = Object.hasOwn(place, last) ? place[last] : undefined
      if (!isNode(inside)) throw new Error(`the answer has no ${path}, which it says is not plain`)
      ;[place, last] = [inside, next]
    }
    revive(place, last, below)
  }
}

/** Questions are plain JSON already: instants go as ISO 8601 text. Takes an answer's own objects over. */
export const wire = {
  serialize: (question: unknown): Wire => ({ json: question }),
  deserialize: ({ json, meta }: Wire): unknown => {
    const root: Node = { json }
    revive(root, 'json', meta?.values)
    return root.json
  },
}
