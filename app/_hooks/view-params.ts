// The part of the address every screen shares: what (accounts, regions, clusters, namespaces, labels, owners)
// and when (a preset ending now, or two instants). Parsers only, so that server components read them too.
import { parseAsArrayOf, parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { ScopeInput } from '../../domain/model/scope.ts'
import { labelsOf } from '../../domain/model/scope-label.ts'
import { maxWindowDays } from '../../domain/units/window.ts'

export const spans = ['15m', '1h', '6h', '24h', '7d', '30d'] as const
export type Span = (typeof spans)[number]

const minuteMs = 60_000
export const spanMs: Record<Span, number> = {
  '15m': 15 * minuteMs,
  '1h': 60 * minuteMs,
  '6h': 360 * minuteMs,
  '24h': 1_440 * minuteMs,
  '7d': 7 * 1_440 * minuteMs,
  '30d': 30 * 1_440 * minuteMs,
}

export const spanPresets = [
  { id: '15m', label: '15 minutes' },
  { id: '1h', label: '1 hour' },
  { id: '6h', label: '6 hours' },
  { id: '24h', label: '24 hours' },
  { id: '7d', label: '7 days' },
  { id: '30d', label: '30 days' },
] as const satisfies readonly { id: Span; label: string }[]

const values = parseAsArrayOf(parseAsString).withDefault([])

/** A screen's own facets bear the singular, the scope's the plural; one cluster is what a page is about. */
export const scopeParams = {
  accounts: values,
  regions: values,
  owners: values,
  /** "team=ads", as domain/model/scope-label.ts writes it. */
  labels: values,
  cluster: values,
  namespaces: values,
}
export type ScopeParam = keyof typeof scopeParams
export const scopeParamNames = Object.keys(scopeParams) as readonly ScopeParam[]

/** What is chosen of a scope, as it stands in the address. */
export type ChosenScope = Readonly<Record<ScopeParam, readonly string[]>>

/** More than this of one kind is no address any more. */
const mostValues = 1_000
const some = (chosen: readonly string[]): string[] => chosen.filter(Boolean).slice(0, mostValues)

/** The scope as a question about clusters takes it; undefined asks for all. */
export function clusterScopeOf(chosen: ChosenScope): ScopeInput | undefined {
  const scope = {
    accounts: some(chosen.accounts),
    regions: some(chosen.regions),
    owners: some(chosen.owners),
    clusters: some(chosen.cluster),
  }
  const labels = labelsOf(some(chosen.labels))
  const entries: [string, unknown][] = Object.entries(scope).filter(([, list]) => list.length > 0)
  if (Object.keys(labels).length > 0) entries.push(['labels', labels])
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as ScopeInput)
}

/** The same where namespaces narrow, too: requests, and what a cluster holds. */
export function scopeOf(chosen: ChosenScope): ScopeInput | undefined {
  const namespaces = some(chosen.namespaces)
  const scope = clusterScopeOf(chosen)
  return namespaces.length === 0 ? scope : { ...scope, namespaces }
}

export const viewParams = {
  ...scopeParams,
  window: parseAsStringLiteral(spans).withDefault('24h'),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
}

export interface ChosenWindow {
  readonly from: Date
  readonly to: Date
  /** Null when both ends are written in the address. */
  readonly span: Span | null
}

interface WindowParams {
  readonly window: Span
  readonly from: Date | null
  readonly to: Date | null
}

/** Both ends, when they make a window that can be asked for. */
export function absoluteWindow({ from, to }: Pick<WindowParams, 'from' | 'to'>): ChosenWindow | null {
  if (from === null || to === null || from >= to) return null
  if (to.getTime() - from.getTime() > maxWindowDays * 86_400_000) return null
  return { from, to, span: null }
}

/** `now` is the server's, as told with the sources: a browser's own clock decides nothing. */
export function chosenWindow(params: WindowParams, now: Date): ChosenWindow {
  const absolute = absoluteWindow(params)
  if (absolute !== null) return absolute
  return { from: new Date(now.getTime() - spanMs[params.window]), to: now, span: params.window }
}

/** The window moved by its own length: back with -1, forward with 1. */
export function shifted(
  { from, to }: Pick<ChosenWindow, 'from' | 'to'>,
  steps: number,
): { from: Date; to: Date } {
  const move = (to.getTime() - from.getTime()) * steps
  return { from: new Date(from.getTime() + move), to: new Date(to.getTime() + move) }
}
