// The one place that says how a raw request becomes a roll-up row. Seals group what this yields;
// readers of still open minutes add it up directly; so both count alike.
import { latencyClassesPerDoubling } from '../../domain/model/latency-histogram.ts'
import { type CountBounds, rawWithSeats } from './list-seats.ts'

export const talkerKeyColumns = [
  'user_agent',
  'user',
  'impersonated_user',
  'verb',
  'api_group',
  'api_version',
  'resource',
  'subresource',
  'namespace',
  'code',
] as const

const keyList = talkerKeyColumns.join(', ')

/**
 * Of a raw request, how long it held its seats: its latency less its wait in a queue of API Priority and Fairness, as
 * far as the audit log tells it (0008_queue-wait.sql). Where it does not, the whole latency stands.
 */
export const heldUs = 'toInt64(duration_us - least(wait_us, duration_us))'

/** Columns of roll-up rows that add up, with what a single raw request contributes. */
const counted = {
  requests: 'toUInt64(1)',
  throttled: 'toUInt64(is_throttled)',
  disruption_blocked: 'toUInt64(is_disruption_blocked)',
  errors: 'toUInt64(code >= 400 AND code != 429)',
  aborted: 'toUInt64(is_aborted)',
  long_running: 'toUInt64(is_long)',
  latency_us: 'if(is_timed, duration_us, 0)',
  // Seats times the time they were held, less the latency; a throttled request took no seat.
  seat_more_us: `if(is_timed, ${heldUs} * if(code = 429, 0, toInt16(seats_estimated)) - toInt64(duration_us), 0)`,
} as const

export const talkerMeasureColumns = Object.keys(counted) as readonly (keyof typeof counted)[]

/** Sums of the measures under their own names, for SELECTs over roll-up rows. */
export const talkerMeasureSums = talkerMeasureColumns
  .map((column) => `sum(talker_rows.${column}) AS ${column}`)
  .join(', ')

/**
 * What a raw request is called in roll-ups. Non-resource requests stand under their path (three
 * segments); those refused or unknown stand together, so that a scanner cannot invent roll-up keys.
 */
export const rolledUpResource = `multiIf(audit_raw.resource != '', CAST(audit_raw.resource, 'String'), code IN (401, 403, 404), '(non-resource)',
        arrayStringConcat(arraySlice(splitByChar('/', CAST(path, 'String')), 1, 4), '/'))`

const asRows = (from: string): string => `
      SELECT cluster_id, minute AS bucket, user_agent, user, impersonated_user, verb, api_group, api_version,
        ${rolledUpResource} AS resource, subresource, namespace, code,
        ${talkerMeasureColumns.map((column) => `${counted[column]} AS ${column}`).join(', ')}, is_timed,
        toUInt8(least(255, floor(log2(greatest(duration_us, 1)) * ${latencyClassesPerDoubling}))) AS latency_class,
        toDateTime(at, 'UTC') AS seen_at
      FROM ${from}`

/** Rows whose seats are what their line alone tells. */
const plain = (condition: string): string =>
  asRows(
    `(SELECT *, at, duration_us, seats AS seats_estimated FROM audit_raw FINAL WHERE ${condition}) AS audit_raw`,
  )

/**
 * SELECT over `audit_raw` with one roll-up row per de-duplicated request: cluster_id, bucket (minute),
 * key_id, the key columns, the measures, is_timed, latency_class, seen_at.
 * `condition` must bound cluster and minute; it is SQL of ours with bound parameters, never input. `counts` bounds
 * the counts of objects that seats of lists are estimated by; null where nobody asks for seats. Lists are read on
 * their own: they are few, and to look up a count for every request costs more than all the rest.
 */
export function rawAsTalkers(condition: string, counts: CountBounds | null): string {
  const rows =
    counts === null
      ? plain(condition)
      : `${plain(`${condition} AND verb != 'list'`)} UNION ALL ${asRows(rawWithSeats(`${condition} AND verb = 'list'`, counts))}`
  return `SELECT *, cityHash64(${keyList}) AS key_id FROM (${rows})`
}

/**
 * SELECT over `audit_raw` with key_id and the key columns of every row that is stored. A request told twice
 * is listed twice, perhaps under a key that no roll-up row uses, which does no harm and is quicker.
 */
export function rawKeys(condition: string): string {
  const columns = talkerKeyColumns.filter((column) => column !== 'resource').join(', ')
  return `
    SELECT *, cityHash64(${keyList}) AS key_id FROM (
      SELECT ${columns}, ${rolledUpResource} AS resource FROM audit_raw WHERE ${condition})`
}
