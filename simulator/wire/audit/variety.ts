// In what the calls of a class differ, so that many of them can be told as one: in nothing that their caller is known
// by; each in its node, which they go round; or every one in its own.
import type { RequestClass } from '../../world/api-requests.ts'

export type Variety = 'call' | 'class' | 'node'

/** Of as many no two are alike by chance, where they differ at all. */
const looked = 64
const known = new WeakMap<RequestClass, Variety>()

export function varietyOf(of: RequestClass): Variety {
  const found = known.get(of)
  if (found !== undefined) return found
  const made = lookAt(of)
  known.set(of, made)
  return made
}

function lookAt({ call, calls }: RequestClass): Variety {
  const first = Math.max(0, calls.before(0))
  const users = new Set<string>()
  const namespaces = new Set<string | undefined>()
  for (let n = first; n < first + looked; n += 1) {
    const told = call(n)
    if (told === undefined) break
    users.add(told.user)
    namespaces.add(told.namespace)
    // Whoever assumes a role is another one each time, of however few.
    if (told.user.startsWith('arn:')) return 'call'
  }
  if (namespaces.size > 1) return 'call'
  const isOfNodes = [...users].every((user) => user.startsWith('system:node:'))
  return isOfNodes ? 'node' : users.size > 1 ? 'call' : 'class'
}
