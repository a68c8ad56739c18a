// AWS Backup of the stand-in: rest-json, the one list it is asked for, in pages of a thousand at most.
import { Refused } from './eks-door.ts'
import type { Json, WirePlace } from './world.ts'

/** Throws Refused for whatever is not the list of protected resources. */
export function operationOf(method: string | undefined, { pathname }: URL): string {
  if (method === 'GET' && pathname === '/resources') return 'ListProtectedResources'
  throw new Refused(404, 'UnknownOperationException', `${method} ${pathname}`)
}

const invalid = (what: string): Refused => new Refused(400, 'InvalidParameterValueException', what)

export function answerBackup({ searchParams: query }: URL, place: WirePlace | undefined): Json {
  for (const name of query.keys())
    if (!['maxResults', 'nextToken'].includes(name)) throw invalid(`query ${name}`)
  const size = Number(query.get('maxResults') ?? 1_000)
  if (!(size >= 1 && size <= 1_000)) throw invalid(`maxResults ${size}`)
  const all = place?.protectedResources ?? []
  const token = query.get('nextToken')
  const from = token === null ? 0 : Number(atob(token).replace('after ', ''))
  if (Number.isNaN(from)) throw invalid('nextToken of another list')
  const to = from + size
  return { Results: all.slice(from, to), ...(to < all.length && { NextToken: btoa(`after ${to}`) }) }
}
