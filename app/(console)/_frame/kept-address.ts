// What a page keeps of the one before it: what it is about. Its window is its own again, as is all else. A view
// of one cluster left for the inventory asks for its siblings again.
import { scopeParamNames } from '../../_hooks/view-params.ts'

export function keptAddress(href: string, from: string, search: URLSearchParams): string {
  const isLeft = from === '/cluster' && href === '/fleet'
  const kept = scopeParamNames.flatMap((name) => {
    const text = isLeft && name === 'cluster' ? null : search.get(name)
    return text === null ? [] : [[name, text]]
  })
  return kept.length === 0 ? href : `${href}?${new URLSearchParams(kept)}`
}
