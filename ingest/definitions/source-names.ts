// What a source is called that somebody named only by its context: readable, allowed everywhere, and the
// same at every start. An EKS context gets the name its cluster has elsewhere.
import { createHash } from 'node:crypto'
import { eksClusterId } from '../../domain/model/cluster-id.ts'

const longest = 100
const eksContext = /^arn:[\w-]+:eks:([a-z0-9-]+):(\d{12}):cluster\/(.+)$/

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

export function nameOfContext(context: string): string {
  const [, region, accountId, name] = eksContext.exec(context) ?? []
  if (region !== undefined && accountId !== undefined && name !== undefined) {
    return eksClusterId({ name, region, accountId })
  }
  const allowed = context
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longest)
    .replace(/[.-]+$/, '')
  return allowed === '' ? `context-${digestOf(context)}` : allowed
}

/** `name`, or another one told apart by what it stands for when that is taken. */
export function freeName(name: string, standsFor: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name
  const mark = `-${digestOf(standsFor)}`
  return `${name.slice(0, longest - mark.length)}${mark}`
}
