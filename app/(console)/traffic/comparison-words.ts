// How two windows of a talker are said beside each other. Pure.
import { isolated } from '../../../components/format/name.ts'
import { count, plural } from '../../../components/format/number.ts'
import { windowText } from '../../../components/format/time.ts'
import type { TalkerRanking } from '../../../domain/model/talker.ts'
import type { ComparedTalker, Comparison, TalkerComparison } from '../../../domain/model/talker-comparison.ts'
import { rankedMeasure } from './talker-columns.ts'
import { keyName } from './talker-name.ts'

export const comparisonLabels: Record<Comparison, string> = {
  before: 'The window before',
  yesterday: 'Yesterday, same time',
  week: 'A week ago, same time',
}

/** Most that are named in a sentence. */
const goneNamed = 3

export type Change = Pick<ComparedTalker, 'now' | 'before' | 'place' | 'placeBefore'>

/** Relative change of the ranked measure; null where the other window has nothing of it. */
export function changeOf({ now, before }: Change, rank: TalkerRanking): number | null {
  const of = rankedMeasure[rank]
  return of(before) === 0 ? null : of(now) / of(before) - 1
}

/** A part may be more than the whole was; one digit after the point while it is small. */
function signed(change: number): string {
  const inHundred = Math.abs(change) * 100
  if (inHundred < 0.05) return '±0%'
  return `${change < 0 ? '−' : '+'}${inHundred < 10 ? inHundred.toFixed(1) : count(Math.round(inHundred))}%`
}

function placeText({ place, placeBefore }: Change): string {
  if (place === null || placeBefore === null || place === placeBefore) return ''
  return place < placeBefore ? ` ▲${placeBefore - place}` : ` ▼${place - placeBefore}`
}

/** "+183% ▲3", "new"; "–" where the other window was not watched. */
export function changeText(change: Change, rank: TalkerRanking, isWatched: boolean): string {
  if (!isWatched) return '–'
  if (change.placeBefore === null) return 'new'
  const part = changeOf(change, rank)
  // It was there, but had nothing of what is ranked.
  return `${part === null ? (rankedMeasure[rank](change.now) === 0 ? '±0%' : 'from 0') : signed(part)}${placeText(change)}`
}

/** For titles: "9,400 requests, 3,200 before; place 1, 4 before". */
export function changeTitle({ now, before, place, placeBefore }: Change): string {
  const places = placeBefore === null ? 'not there before' : `place ${place}, ${placeBefore} before`
  return `${plural(now.requests, 'request')}, ${count(before.requests)} before; ${places}`
}

/** How much of the other window can be compared with; null when all of it can. */
function watchedText({ watched: { now, before } }: TalkerComparison): string | null {
  if (before.buckets < before.of) return `It was watched for ${before.buckets} of its ${before.of} steps.`
  if (before.clusters !== now.clusters)
    return `${plural(before.clusters, 'cluster')} told of requests then, ${count(now.clusters)} now.`
  return null
}

export function comparisonText(answer: TalkerComparison): string {
  const { against, requests, newKeys, goneKeys, gone, watched } = answer
  const when = `Against ${windowText(against.from, against.to)}`
  if (watched.before.buckets === 0)
    return `${when}: nobody watched then, so there is nothing to compare with.`
  const change = requests.before === 0 ? '' : `, ${signed(requests.now / requests.before - 1)}`
  const names = gone.slice(0, goneNamed).map(({ key }) => isolated(keyName(key).name))
  const others = goneKeys - names.length
  const named = [...names, ...(others > 0 ? [`${count(others)} more`] : [])].join(', ')
  return [
    `${when}: ${count(requests.before)} requests then, ${count(requests.now)} now${change}.`,
    `${count(newKeys)} new, ${count(goneKeys)} gone${goneKeys > 0 ? `: ${named}` : ''}.`,
    watchedText(answer),
  ]
    .filter((part) => part !== null)
    .join(' ')
}
