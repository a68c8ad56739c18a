// What every question about events is bounded by, as SQL over cluster_id, bucket and namespace: a scope and a window.
import type { Scope } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import type { Window } from '../../../domain/units/window.ts'

/** `AND …` of a scope, for tables with these columns; the values are in `scopeParams`. */
export function clusterCondition(scope: Scope, where: TalkerFilter = {}): string {
  const scoped = scope.clusters === 'all' ? '' : ' AND cluster_id IN {scope_clusters:Array(String)}'
  return where.cluster === undefined ? scoped : `${scoped} AND cluster_id IN {where_cluster:Array(String)}`
}

export function namespaceCondition(scope: Scope): string {
  return scope.namespaces === 'all' ? '' : ' AND namespace IN {scope_namespaces:Array(String)}'
}

export function scopeParams(scope: Scope): Record<string, unknown> {
  return {
    ...(scope.clusters === 'all' ? {} : { scope_clusters: [...scope.clusters] }),
    ...(scope.namespaces === 'all' ? {} : { scope_namespaces: [...scope.namespaces] }),
  }
}

export function windowParams(window: Pick<Window, 'from' | 'to'>): Record<string, unknown> {
  return { from: Math.floor(window.from.getTime() / 1_000), to: Math.ceil(window.to.getTime() / 1_000) }
}

export const inWindow = `bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')`
