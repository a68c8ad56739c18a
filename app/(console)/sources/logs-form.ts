// What is filled in to have audit logs searched in CloudWatch, as the source it asks for, what is wrong with it, and
// the most that it looks through. Pure.
import { usd } from '../../../components/format/money.ts'
import type { PageSource } from '../../../domain/model/source-definition.ts'
import { type AccountsForm, accountsAsked, emptyAccounts, wrongWith } from './accounts-form.ts'
import { wordsIn } from './read-texts.ts'

/** As typed. */
export interface LogsForm extends AccountsForm {
  readonly clusters: string
  readonly hours: string
  readonly gigabytes: string
  readonly price: string
}

export const emptyLogs: LogsForm = { ...emptyAccounts, clusters: '', hours: '', gigabytes: '', price: '' }

export type LogsAsked = Extract<PageSource, { kind: 'cloudwatch-logs' }>

const hoursUsual = 24
const hoursMost = 720
const gigabytesUsual = 50

const numberOf = (text: string, usual: number): number => (text.trim() === '' ? usual : Number(text.trim()))

/** What stands empty is what the field shows in grey. */
export function logsAsked(form: LogsForm): LogsAsked {
  const { clusters, hours, gigabytes, price } = form
  const named = wordsIn(clusters)
  const { kind, ...reach } = accountsAsked(form)
  return {
    ...reach,
    kind: 'cloudwatch-logs',
    name: form.name.trim() === '' ? 'audit' : reach.name,
    ...(named.length > 0 && { clusters: named }),
    hoursBack: numberOf(hours, hoursUsual),
    gigabytesPerDay: numberOf(gigabytes, gigabytesUsual),
    ...(price.trim() !== '' && { usdPerGigabyte: Number(price.trim()) }),
  }
}

/** Nothing when it can be asked for. */
export function wrongWithLogs(form: LogsForm): string[] {
  const { hoursBack, gigabytesPerDay, usdPerGigabyte = 1 } = logsAsked(form)
  const isHours = Number.isInteger(hoursBack) && hoursBack >= 1 && hoursBack <= hoursMost
  return [
    ...wrongWith(form),
    ...(isHours ? [] : [`Hours back are a whole number from 1 to ${hoursMost}`]),
    ...(gigabytesPerDay > 0 && gigabytesPerDay <= 1e6 ? [] : ['Gigabytes a day are a number above 0']),
    ...(usdPerGigabyte > 0 && usdPerGigabyte <= 1_000 ? [] : ['The price of a gigabyte is a number above 0']),
  ]
}

/** "At most 50 GB are looked through a day, $0.25 at $0.005 a GB": what bounds it whatever the logs hold. */
export function mostText({ gigabytesPerDay, usdPerGigabyte }: LogsAsked): string {
  const most = `At most ${gigabytesPerDay} GB are looked through on a UTC day`
  if (usdPerGigabyte === undefined) return `${most}; AWS bills them by the GB.`
  return `${most}: ${usd(gigabytesPerDay * usdPerGigabyte)} at $${usdPerGigabyte} a GB.`
}
