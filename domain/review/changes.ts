// What changed, as a reader takes it in: differences in groups of one kind, each with its count, what it is about in a
// few words, and the first of its rows. Every difference stands in exactly one group.
import type { Addresses } from './addresses.ts'
import type { Difference } from './compare-snapshots.ts'
import { groupedBy } from './grouped.ts'
import { type ChangeGroup, type ChangeKind, type ChangeRow, type Changes, changeKinds } from './review.ts'
import { counted, listed } from './words.ts'

const rowsListed = 50
/** More add-ons or checks than this are told together. */
const groupsOfKind = 12

interface Words {
  readonly addresses: Addresses
  /** Of a check. */
  readonly titleOf: (checkId: string) => string
}

const clustersOf = (rows: readonly Difference[]): number =>
  new Set(rows.map(({ clusterId }) => clusterId)).size

/** "6 moved from 1.34 to 1.35, 5 from 1.31 to 1.32": the most common first. */
function moves(rows: readonly Difference[], shown = 3): string {
  const found = new Map<string, number>()
  for (const { before, after } of rows) {
    const move = `from ${before} to ${after}`
    found.set(move, (found.get(move) ?? 0) + 1)
  }
  const order = [...found].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
  const texts = order.map(([move, count]) => `${count} ${move}`)
  return listed(texts, texts.length, shown)
}

function comings(rows: readonly Difference[]): string {
  const added = rows.filter(({ before }) => before === null).length
  const removed = rows.filter(({ after }) => after === null).length
  const moved = rows.length - added - removed
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
    ...(moved > 0 ? [`${moved} changed`] : []),
  ]
  return parts.join(', ')
}

const names = (rows: readonly Difference[]): string =>
  listed(
    rows.map(({ name }) => name),
    rows.length,
    4,
  )

type Told = Pick<ChangeGroup, 'title' | 'detail'>

function onePlace(rows: readonly Difference[], what: string): Told | undefined {
  const [only] = rows
  if (only === undefined || rows.length > 1) return undefined
  return { title: `${only.name} ${what} from ${only.before} to ${only.after}`, detail: '' }
}

const tellings: Readonly<Record<ChangeKind, (rows: readonly Difference[], about: string) => Told>> = {
  created: (rows) => ({ title: `${counted(rows.length, 'cluster')} created`, detail: names(rows) }),
  found: (rows) => ({
    title: `${counted(rows.length, 'cluster')} found`,
    detail: `older than this week, and not known before: ${names(rows)}`,
  }),
  gone: (rows) => ({ title: `${counted(rows.length, 'cluster')} gone`, detail: names(rows) }),
  upgraded: (rows) =>
    onePlace(rows, 'moved') ?? {
      title: `${counted(rows.length, 'cluster')} upgraded`,
      detail: moves(rows),
    },
  tier: (rows) =>
    onePlace(rows, 'moved') ?? {
      title: `${counted(rows.length, 'control plane')} of another tier`,
      detail: moves(rows),
    },
  'add-on': (rows, about) => ({
    title: `${about || 'other add-ons'} changed on ${counted(clustersOf(rows), 'cluster')}`,
    detail: rows.every(({ before, after }) => before !== null && after !== null)
      ? moves(rows)
      : comings(rows),
  }),
  'node-group': (rows) => ({
    title: `${counted(rows.length, 'node group')} changed on ${counted(clustersOf(rows), 'cluster')}`,
    detail: comings(rows),
  }),
  protection: (rows) => {
    const on = rows.filter(({ after }) => after === 'on').length
    const off = rows.length - on
    const said = [...(on > 0 ? [`on for ${on}`] : []), ...(off > 0 ? [`off for ${off}`] : [])]
    return {
      title: `Deletion protection turned ${said.join(' and ')} ${rows.length === 1 ? 'cluster' : 'clusters'}`,
      detail: names(rows),
    }
  },
  owner: (rows) => ({
    title: `${counted(rows.length, 'cluster')} of another owner`,
    detail: moves(rows),
  }),
  'findings-opened': (rows, about) => ({
    title: `${about || 'Other checks'}: ${counted(rows.length, 'finding')} opened`,
    detail: `on ${counted(clustersOf(rows), 'cluster')}`,
  }),
  'findings-closed': (rows, about) => ({
    title: `${about || 'Other checks'}: ${counted(rows.length, 'finding')} closed`,
    detail: `on ${counted(clustersOf(rows), 'cluster')}`,
  }),
}

function groupsOf(kind: ChangeKind, rows: readonly Difference[], words: Words): ChangeGroup[] {
  const order = [...groupedBy(rows, ({ about }) => about)].sort(
    ([one, some], [other, more]) => more.length - some.length || (one < other ? -1 : 1),
  )
  const apart = order.slice(0, order.length > groupsOfKind ? groupsOfKind - 1 : groupsOfKind)
  const together = order.slice(apart.length).flatMap(([, others]) => others)
  const all: readonly (readonly [string, readonly Difference[]])[] = apart
  const groups = together.length === 0 ? all : [...all, ['', together] as const]
  return groups.map(([about, own]) => {
    const isFinding = kind === 'findings-opened' || kind === 'findings-closed'
    const name = isFinding && about !== '' ? words.titleOf(about) : about
    return {
      kind,
      about,
      ...tellings[kind](own, name),
      total: own.length,
      rows: own.slice(0, rowsListed).map((row) => rowOf(row, words.addresses)),
      anchor: anchorOf(kind, groups.length === 1 ? '' : about || 'others'),
    }
  })
}

const anchorOf = (kind: ChangeKind, about: string): string =>
  `changes-${kind}${about === '' ? '' : `-${about}`}`

function rowOf(difference: Difference, addresses: Addresses): ChangeRow {
  const { about: _about, kind: _kind, ...row } = difference
  return { ...row, href: addresses.cluster(row.clusterId) }
}

/** Where the rows of a kind stand: its group, or all of them where there are several. */
export const anchorOfKind = ({ groups }: Changes, kind: ChangeKind): string => {
  const own = groups.filter((group) => group.kind === kind)
  return own.length === 1 ? anchorOf(kind, '') : 'changes'
}

/** `differences` are null when there is nothing to compare with. */
export function changesOf(differences: readonly Difference[] | null, words: Words): Changes {
  const all = differences ?? []
  const ofKind = groupedBy(all, ({ kind }) => kind)
  const byKind = Object.fromEntries(
    changeKinds.map((kind) => [kind, ofKind.get(kind)?.length ?? 0]),
  ) as Record<ChangeKind, number>
  return {
    total: differences === null ? null : all.length,
    byKind,
    groups: changeKinds.flatMap((kind) => groupsOf(kind, ofKind.get(kind) ?? [], words)),
  }
}
