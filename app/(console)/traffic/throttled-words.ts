// Requests answered 429, as two witnesses tell it: the audit log by caller, the API servers' own metrics by reason. They
// count different things (a server rejects also what is not audited), so they are said beside each other, never added.
import { count } from '../../../components/format/number.ts'
import type { ControlPlaneLine } from '../../../domain/model/control-plane-series.ts'
import type { TalkerMeasures } from '../../../domain/model/talker.ts'
import { grainSeconds, type Window } from '../../../domain/units/window.ts'

const sumOf = (values: readonly (number | null)[], window: Window): number =>
  Math.round(values.reduce((sum: number, value) => sum + (value ?? 0), 0) * grainSeconds[window.grain])

/** Null when neither tells of any. `line` is of rejections by reason, undefined where no metrics are read. */
export function throttledText(
  { throttled, disruptionBlocked }: Pick<TalkerMeasures, 'throttled' | 'disruptionBlocked'>,
  line: ControlPlaneLine | undefined,
  window: Window,
): string | null {
  const isRead = line?.total.some((value) => value !== null) === true
  const all = isRead ? sumOf(line.total, window) : 0
  if (throttled + disruptionBlocked + all === 0) return null
  const refused =
    disruptionBlocked > 0
      ? `; beside them ${count(disruptionBlocked)} evictions that a PodDisruptionBudget refused, also with 429`
      : ''
  const audit = `Audit log: ${count(throttled)} requests throttled${refused}.`
  if (!isRead) return `${audit} No metrics of the API servers in this time, so the reasons are not known.`
  const reasons = line.parts
    .map(({ name, values }) => [name, sumOf(values, window)] as const)
    .filter(([, requests]) => requests > 0)
    .map(([reason, requests]) => `${reason} ${count(requests)}`)
  const gaps = line.total.filter((value) => value === null).length
  const seen =
    gaps === 0 ? '' : `, in ${line.total.length - gaps} of ${line.total.length} steps that were read`
  return `${audit} API servers' metrics, all clients: about ${count(all)} rejected${reasons.length === 0 ? '' : `, by reason: ${reasons.join(', ')}`}${seen}.`
}
