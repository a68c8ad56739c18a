// What the page of capacity says of databases under load, one and two beside each other. Pure.
import { count, missing, percent, rate, seconds } from '../../../components/format/number.ts'
import { dayTime } from '../../../components/format/time.ts'
import { compareDatabases, type DatabaseLoad } from '../../../domain/capacity/database-load.ts'
import type { Said } from '../_frame/headroom-words.ts'
import type { ControlPlane } from './capacity-view.ts'
import { adviceDetail, adviceText } from './words.ts'

export function loadSaid(load: DatabaseLoad): Said {
  if (load.kind === 'unread') return { tone: 'unk', text: 'Not told' }
  if (load.kind === 'kept-up') return { tone: 'ok', text: 'Kept up' }
  return load.until === null ? { tone: 'crit', text: 'Behind' } : { tone: 'warn', text: 'Was behind' }
}

export function loadText(load: DatabaseLoad): string {
  if (load.kind === 'unread') return missing
  return load.kind === 'kept-up'
    ? `${rate(load.most)} requests/s`
    : `no more than ${rate(load.carries)} requests/s`
}

export function loadDetail(load: DatabaseLoad): string {
  if (load.kind === 'unread') {
    return 'Its API server told nothing in this time of its requests to the database.'
  }
  if (load.kind === 'kept-up') {
    const fast = load.within25Ms === null ? '' : `, ${percent(load.within25Ms)} within 25 ms`
    return `Most at ${dayTime(load.at)}${fast}. What more it can do was not asked of it.`
  }
  const until = load.until === null ? '' : ` until ${dayTime(load.until)}`
  return [
    `From ${dayTime(load.since)}${until} its requests took a second or more on average.`,
    `At most ${count(Math.round(load.waiting))} were in it at once, at ${dayTime(load.waitingAt)}: ${seconds(load.seconds)} each.`,
  ].join(' ')
}

/** Advice knows the limits of tiers alone: of a control plane whose database is behind "fits" would be wrong. */
export function adviceBesideLoad(row: ControlPlane, load: DatabaseLoad | undefined) {
  const [text, detail] = [adviceText(row), adviceDetail(row)]
  if (load?.kind !== 'behind') return { text, detail: detail.join(' ') }
  const unknown = 'What the database of a tier can do is not published: whether another helps is not known.'
  return {
    text: row.advice.kind === 'room' ? 'its database was behind: see who writes' : text,
    detail: [unknown, ...detail].join(' '),
  }
}

interface Loaded {
  readonly name: string
  readonly load: DatabaseLoad | undefined
}

/** Of two beside each other, which does more and how much; null where that does not follow. */
export function pairText(one: Loaded, other: Loaded): string | null {
  if (one.load === undefined || other.load === undefined) return null
  const found = compareDatabases(one.load, other.load)
  if (found === null) return null
  const [more, less] = found.more === 'one' ? [one, other] : [other, one]
  const factor = `${found.factor.toFixed(1)} times`
  return found.isAtLeast
    ? `The database of ${more.name} did ${factor} what that of ${less.name} can, and was not at its limit.`
    : `The database of ${more.name} can do ${factor} what that of ${less.name} can; both were behind.`
}
