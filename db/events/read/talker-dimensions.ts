// The dimensions and rankings of talkers as SQL over roll-up rows, and keys of rows back again.
// Only names from these closed tables ever stand in a query; every value is a parameter.
import { z } from 'zod'
import { agentHead, agentPart, agentVersionText } from '../../../domain/model/agent.ts'
import { unnamed } from '../../../domain/model/log-hour.ts'
import type { TalkerDimension, TalkerFilter, TalkerKey, TalkerRanking } from '../../../domain/model/talker.ts'

/** Patterns of ours as SQL text: no quotes in them, backslashes twice. */
const extracted = (pattern: string) => `extract(user_agent, '${pattern.replaceAll('\\', '\\\\')}')`

// The rules of domain/model/agent.ts. Over key rows, of which there are thousands where requests are millions.
const agentSql = `multiIf(${extracted(agentHead)} = '', CAST(user_agent, 'String'),
        endsWith(${extracted(agentHead)}, 'controller-manager') AND ${extracted(agentPart)} != '',
        concat(${extracted(agentHead)}, '/', ${extracted(agentPart)}), ${extracted(agentHead)})`
const agentVersionSql = `replaceRegexpOne(${extracted(agentVersionText)}, '^v([0-9])', '\\\\1')`

const dimensionSql: Record<TalkerDimension, string> = {
  user: 'user',
  impersonatedUser: 'impersonated_user',
  userAgent: 'user_agent',
  agent: agentSql,
  agentVersion: agentVersionSql,
  verb: 'verb',
  resource: `if(subresource = '', CAST(resource, 'String'), concat(resource, '/', subresource))`,
  namespace: 'namespace',
  code: 'toString(code)',
  cluster: 'cluster_id',
}

/** Of summed roll-up rows, what a ranking sorts by. */
export const rankColumn: Record<TalkerRanking, string> = {
  requests: 'requests',
  latency: 'latency_us',
  seatSeconds: '(latency_us + seat_more_us)',
  throttled: 'throttled',
  errors: 'errors',
}

export const keyColumns = (groupBy: readonly TalkerDimension[]): string =>
  groupBy.map((dimension, index) => `${dimensionSql[dimension]} AS k${index}`).join(', ')

export const keyNames = (groupBy: readonly TalkerDimension[]): string =>
  groupBy.map((_dimension, index) => `k${index}`).join(', ')

export const keyRow = (groupBy: readonly TalkerDimension[]) =>
  z.object(Object.fromEntries(groupBy.map((_dimension, index) => [`k${index}`, z.string()])))

export function keyOf(groupBy: readonly TalkerDimension[], row: Record<string, unknown>): TalkerKey {
  return Object.fromEntries(groupBy.map((dimension, index) => [dimension, row[`k${index}`]])) as TalkerKey
}

/** `AND …` of a filter on key columns; the cluster is narrowed where the scope is. */
export function filterCondition(where: TalkerFilter): string {
  return (Object.keys(where) as TalkerDimension[])
    .filter((dimension) => dimension !== 'cluster')
    .map((dimension) => ` AND ${dimensionSql[dimension]} IN {where_${dimension}:Array(String)}`)
    .join('')
}

export function filterParams(where: TalkerFilter): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(where).map(([dimension, values]) => [`where_${dimension}`, values]),
  )
}

/** What is known of requests that were only counted, too. */
const alwaysKnown: readonly TalkerDimension[] = ['verb', 'code', 'cluster']

export interface OnlyCounted {
  /** Over key columns: 1 for what stands in the total alone, under none of the keys asked for. */
  readonly sql: string
  readonly params: Record<string, unknown>
}

/** `isAny`: the rows hold some of these. Null when every row has a key. */
export function onlyCounted(groupBy: readonly TalkerDimension[], isAny: boolean): OnlyCounted | null {
  if (!isAny || groupBy.every((dimension) => alwaysKnown.includes(dimension))) return null
  return { sql: 'startsWith(user_agent, {unnamed:String})', params: { unnamed } }
}
