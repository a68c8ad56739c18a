// What the page of capacity says of axes, limits, forecasts, advice and prices. Pure.
import { bytes, count, duration, missing, rate } from '../../../components/format/number.ts'
import { dayTime } from '../../../components/format/time.ts'
import { standardLagMinutes } from '../../../domain/capacity/advice.ts'
import type { CapacityAxis } from '../../../domain/capacity/axis.ts'
import { headroomSaid, type Said } from '../_frame/headroom-words.ts'
import type { AxisState, ControlPlane, Forecast } from './capacity-view.ts'

export const axisNames: Record<CapacityAxis, string> = {
  seats: 'API seats',
  scheduling: 'Scheduling rate',
  database: 'Database',
  pods: 'Pods',
  nodes: 'Nodes',
}

/** "2XL", "Standard"; a tier that nobody named here keeps its name. */
export function tierName(tier: string | null, provider: string | null): string {
  if (tier === null || tier === 'standard') return provider === 'eks' ? 'Standard' : missing
  return tier.startsWith('tier-') ? tier.slice('tier-'.length).toUpperCase() : tier
}

const hoursPerMonth = 730
const cents = (microUsd: number) => (microUsd / 1e6).toFixed(2)
const whole = (microUsd: number) => count(Math.round((microUsd * hoursPerMonth) / 1e6))

/** "$3.40/h · $2,482/mo"; what is added bears its sign. */
export function priceText(microUsdPerHour: number | null, isAdded = false): string {
  if (microUsdPerHour === null) return 'price not verified'
  const sign = !isAdded ? '' : microUsdPerHour < 0 ? '−' : '+'
  const size = Math.abs(microUsdPerHour)
  return `${sign}$${cents(size)}/h, ${sign}$${whole(size)}/mo`
}

export function amountText(axis: CapacityAxis, value: number | null): string {
  if (value === null) return missing
  if (axis === 'database') return value % 1e9 === 0 ? `${value / 1e9} GB` : bytes(value)
  return axis === 'scheduling' ? rate(value) : count(Math.round(value))
}

/** "3,990 of 4,200", "42 of 167/s", "60": no limit is known. */
export function usedText({ axis, used, limit }: AxisState): string {
  const unit = axis === 'scheduling' ? '/s' : ''
  const value = amountText(axis, used?.value ?? null)
  if (used === null) return missing
  return limit === null ? `${value}${unit}` : `${value} of ${amountText(axis, limit.value)}${unit}`
}

export function shareText(share: number | null): string {
  return share === null ? missing : share > 0 && share < 0.01 ? '<1%' : `${Math.floor(share * 100 + 1e-9)}%`
}

/** A load that somebody tried is no wall: beyond it is said as that. */
export function saidOf({ headroom, limit, used }: AxisState): Said {
  if (used === null) return { tone: 'unk', text: 'Not read' }
  if (headroom === null) return { tone: 'unk', text: 'No limit known' }
  if (limit?.kind !== 'tried' || headroom === 'room') return headroomSaid[headroom]
  return headroom === 'full'
    ? { tone: 'warn', text: 'Beyond what was tried' }
    : { tone: 'warn', text: 'Near what was tried' }
}

const growth = (perMinute: number) => `${perMinute < 0 ? '−' : '+'}${bytes(Math.abs(perMinute) * 60)}/h`

/** "Fri 13 Mar 18:20", or why there is no such instant. */
export function forecastText(forecast: Forecast): string {
  switch (forecast.kind) {
    case 'unread':
      return missing
    case 'too-little':
      return 'too little data'
    case 'steady':
      return 'not growing'
    case 'no-limit':
      return `${growth(forecast.perMinute)}, no limit known`
    case 'far':
      return 'not within a year'
    case 'reached':
      return forecast.since === null ? 'full' : `full since ${dayTime(forecast.since)}`
    case 'reaches':
      return `full ${dayTime(forecast.at)}`
  }
}

/** How sure the instant is, and what it follows from. */
export function forecastDetail(forecast: Forecast): string {
  if (forecast.kind === 'unread') return 'Nobody told its size in this time.'
  if (forecast.kind === 'too-little') {
    return `${count(forecast.readings)} readings over ${duration(forecast.spanMs)}: eight over ten minutes are the least a line is laid through.`
  }
  if (forecast.kind === 'reached') return 'It is as large as it may be: writes are refused.'
  const { perMinute, leastPerMinute, mostPerMinute, from, to, readings } = forecast
  const line = `${growth(perMinute)} (95 %: ${growth(leastPerMinute)} to ${growth(mostPerMinute)}), by ${count(readings)} readings from ${dayTime(from)} to ${dayTime(to)}`
  if (forecast.kind !== 'reaches') return `${line}.`
  const { earliest, latest } = forecast
  const first = dayTime(earliest)
  if (latest === null) return `Not before ${first}, perhaps not within a year. ${line}.`
  const last = dayTime(latest)
  return first === last ? `${line}.` : `Between ${first} and ${last}. ${line}.`
}

const axisWords: Record<CapacityAxis, string> = {
  seats: 'seats',
  scheduling: 'scheduling rate',
  database: 'database',
  pods: 'number of pods',
  nodes: 'number of nodes',
}
const perSecond = (axis: CapacityAxis) =>
  axis === 'scheduling' ? ' pods/s' : axis === 'seats' ? ' seats' : ''

/** Short, as a table has room for. */
export function adviceText({ advice, provider, sources }: ControlPlane): string {
  const { kind, axis, other } = advice
  const name = other === null ? '' : tierName(other.tier, provider)
  switch (kind) {
    case 'unread':
      return sources.includes('kube-api') ? 'told no metrics in this time' : 'read its API server'
    case 'room':
      return 'fits'
    case 'burst':
      return 'a burst: see who made it'
    case 'move':
      return `move to ${name}, ${priceText(other?.extraMicroUsdPerHour ?? null, true).split(',')[0]}`
    case 'scales':
      return `grows by itself in about ${standardLagMinutes} min`
    case 'no-help':
      return other === null ? 'no larger tier' : `${name} has no more of it`
    case 'no-tiers':
      return axis === null ? missing : 'no tiers to choose from'
  }
}

/** The same in sentences, with the arithmetic. */
export function adviceDetail({ advice, axes, provider, tier }: ControlPlane): string[] {
  const { kind, axis, other, stillTight, mayReturn } = advice
  const state = axes.find((one) => one.axis === axis)
  const said: string[] = []
  if (axis !== null && state !== undefined) {
    const name = other === null ? '' : tierName(other.tier, provider)
    const there = other === null ? '' : `${amountText(axis, other.limit)}${perSecond(axis)}`
    const here = `${amountText(axis, state.limit?.value ?? null)}${perSecond(axis)}`
    const price = other === null ? '' : priceText(other.extraMicroUsdPerHour, true)
    if (kind === 'move')
      said.push(`${name} has ${there} where ${tierName(tier, provider)} has ${here}: ${price}.`)
    if (kind === 'burst') {
      said.push(
        `It stood near its limit for less than ten minutes together. Another tier is not recommended for that: see in API traffic who made it.`,
      )
    }
    if (kind === 'scales') {
      said.push(
        `Standard mode grows its ${axisWords[axis]} by itself, about ${standardLagMinutes} minutes after the load; until then requests wait or get 429.`,
        ...(other?.isHigher ? [`${name} has ${there} from the start: ${price}.`] : []),
      )
    }
    if (kind === 'no-help') {
      said.push(
        other === null
          ? `No larger tier is known for this version.`
          : `${name} has the same ${axisWords[axis]}, ${there === missing ? 'as far as anybody says' : there}; moving there (${price}) would not help.`,
      )
    }
    if (kind === 'no-tiers') said.push('No provisioned tier is offered for it.')
    if (stillTight.length > 0) {
      said.push(`What stays tight there: ${stillTight.map((one) => axisWords[one]).join(', ')}.`)
    }
  }
  if (mayReturn === false)
    said.push('Return to standard mode is refused while its database is larger than 8 GB.')
  if (mayReturn === true) said.push('Its database would allow a return to standard mode (up to 8 GB).')
  return said
}
