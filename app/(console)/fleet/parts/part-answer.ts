// The answers of the pages of node groups and add-ons in one sentence, from the counts of their facets.
import { count, plural } from '../../../../components/format/number.ts'

interface Counted {
  readonly value: string
  readonly count: number
}

export interface NodeGroupNumbers {
  readonly total: number
  readonly nodes: number | null
  readonly facets: { readonly skew: readonly Counted[]; readonly image: readonly Counted[] }
}

const sumOf = (values: readonly Counted[], is: (value: string) => boolean): number =>
  values.reduce((sum, { value, count: of }) => sum + (is(value) ? of : 0), 0)

const sentence = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

/** Nothing when there is none. */
export function nodeGroupAnswer({ total, nodes, facets }: NodeGroupNumbers): string {
  if (total === 0) return ''
  const late = sumOf(facets.skew, (value) => Number(value) > 1)
  const old = sumOf(facets.image, (value) => value.startsWith('AL2_'))
  const noted = [
    ...(late > 0 ? [`${count(late)} lag two minors or more`] : []),
    ...(old > 0 ? [`${count(old)} run Amazon Linux 2`] : []),
  ]
  const first = `${plural(total, 'node group')} ${total === 1 ? 'wants' : 'want'} ${plural(nodes ?? 0, 'node')}`
  return noted.length === 0 ? `${first}.` : `${first}; ${sentence(noted)}.`
}

export interface NodeNumbers {
  readonly total: number
  readonly facets: { readonly condition: readonly Counted[]; readonly version: readonly Counted[] }
}

/** Nothing when there is none. */
export function nodeAnswer({ total, facets }: NodeNumbers): string {
  if (total === 0) return ''
  const of = (word: string) => sumOf(facets.condition, (value) => value === word)
  const away = of('NotReady') + of('Unknown')
  const noted = [
    away === 0 ? 'all are Ready' : `${count(away)} ${away === 1 ? 'is' : 'are'} not Ready`,
    ...(of('Cordoned') > 0
      ? [`${count(of('Cordoned'))} ${of('Cordoned') === 1 ? 'is' : 'are'} cordoned`]
      : []),
  ]
  const versions = facets.version.filter(({ value, count: nodes }) => value !== '' && nodes > 0).length
  return `${plural(total, 'node')} on ${plural(versions, 'kubelet version')}; ${sentence(noted)}.`
}

export interface AddOnNumbers {
  readonly total: number
  readonly facets: { readonly drift: readonly Counted[]; readonly issue: readonly Counted[] }
}

/** Nothing when there is none. */
export function addOnAnswer({ total, facets }: AddOnNumbers): string {
  if (total === 0) return ''
  const behind = sumOf(facets.drift, (value) => value === 'behind')
  const sick = sumOf(facets.issue, (value) => value !== 'none')
  const noted = [
    behind === 0 ? 'none is behind its catalogue' : `${count(behind)} are behind their catalogue`,
    ...(sick > 0 ? [`${count(sick)} are unwell`] : []),
  ]
  return `${plural(total, 'add-on')} installed; ${sentence(noted)}.`
}
