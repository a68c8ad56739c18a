// What the facts of a cluster are called on its page, and what a change of them says. Words only.
import { day } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'

export const insightTones: Readonly<Record<string, Tone>> = {
  ERROR: 'crit',
  WARNING: 'warn',
  PASSING: 'ok',
  UNKNOWN: 'unk',
}
export const insightWords: Readonly<Record<string, string>> = {
  ERROR: 'Error',
  WARNING: 'Warning',
  PASSING: 'Passing',
  UNKNOWN: 'Unknown',
}
/** Worst first. */
export const insightOrder = ['ERROR', 'WARNING', 'UNKNOWN', 'PASSING'] as const

const longestValue = 60

/** A fact's value in a line of text: short, whole numbers and words as they are. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'string')
    return value.length > longestValue ? `${value.slice(0, longestValue)}…` : value
  const text = JSON.stringify(value)
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

/** "deletionProtection" → "deletion protection". */
export const fieldWord = (field: string): string =>
  field.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)

export interface Change {
  readonly subjectKind: string
  readonly subjectName: string
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** "node-group" → "Node group"; what is spelled with a hyphen keeps it. */
function kindWord(kind: string): string {
  const words = kind === 'add-on' ? kind : kind.replaceAll('-', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** "Node group ng-core: desired size 3 → 5" */
export function changeText({ subjectKind, subjectName, field, before, after }: Change): string {
  const subject = subjectKind === 'cluster' ? 'Cluster' : `${kindWord(subjectKind)} ${subjectName}`
  if (field === '') return `${subject} ${before === null ? 'appeared' : 'is gone'}`
  return `${subject}: ${fieldWord(field)} ${valueText(before)} → ${valueText(after)}`
}

export interface ObjectChangeWords {
  readonly what: 'created' | 'changed' | 'deleted'
  readonly state: { readonly kind: string; readonly namespace: string; readonly name: string }
  readonly fields: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[]
}

const fieldsSaid = 3

/** "Deployment shop/cart: ready 3 → 2, updated 3 → 1" */
export function objectChangeText({ what, state, fields }: ObjectChangeWords): string {
  const place = state.namespace === '' ? state.name : `${state.namespace}/${state.name}`
  const subject = `${state.kind} ${place}`
  if (what !== 'changed') return `${subject} ${what}`
  const said = fields
    .slice(0, fieldsSaid)
    .map(({ field, before, after }) => `${fieldWord(field)} ${valueText(before)} → ${valueText(after)}`)
  const more = fields.length > fieldsSaid ? ` and ${fields.length - fieldsSaid} more` : ''
  return `${subject}: ${said.join(', ')}${more}`
}

/** What the version's support asks for, in one sentence; null when nothing presses. */
export function supportText(
  { version, support, supportBand }: Pick<FleetRow, 'version' | 'support' | 'supportBand'>,
  now: Date,
): string | null {
  const on = (at: Date) => day(at, now.getUTCFullYear())
  const { endsAt, forcedUpgradeAt } = support
  if (supportBand === 'forced' && forcedUpgradeAt !== null) {
    return forcedUpgradeAt <= now
      ? `Version ${version} may be upgraded by its provider at any time, since ${on(forcedUpgradeAt)}.`
      : `Version ${version} is upgraded by its provider on ${on(forcedUpgradeAt)}, unless you do before.`
  }
  if (supportBand === 'unsupported') return `Version ${version} is no longer supported.`
  if (endsAt === null) return null
  if (supportBand === 'leaving') return `Standard support of version ${version} ends on ${on(endsAt)}.`
  return supportBand === 'extended'
    ? `Version ${version} is in extended support, which ends on ${on(endsAt)}.`
    : null
}
