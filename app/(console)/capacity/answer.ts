// The page's answer in one sentence: how many control planes are near a limit, which first and by what, which
// database is full next, and of how many nothing is known. Names open their evidence.
import { count, plural } from '../../../components/format/number.ts'
import { dayTime } from '../../../components/format/time.ts'
import type { ControlPlanes } from './capacity-view.ts'
import { axisNames, shareText, tierName, usedText } from './words.ts'

export interface AnswerPart {
  readonly text: string
  readonly strong?: boolean
  /** A control plane to open. */
  readonly opens?: string
  /** What to list. */
  readonly lists?: 'near' | 'unread'
}

export function capacityAnswer({ byStanding, inScope, first, nextFull }: ControlPlanes): AnswerPart[] {
  if (inScope === 0) return [{ text: 'No cluster is in this scope.', strong: true }]
  const { near, unread } = byStanding
  if (unread === inScope) {
    return [
      { text: `Of ${plural(inScope, 'control plane')} nothing is measured`, strong: true },
      { text: ': nobody reads what their API servers say of themselves.' },
    ]
  }
  const parts: AnswerPart[] = [
    near === 0
      ? {
          text: `None of ${plural(inScope - unread, 'measured control plane')} is near a limit`,
          strong: true,
        }
      : { text: `${count(near)} of ${plural(inScope, 'control plane')}`, strong: true, lists: 'near' },
    ...(near === 0 ? [] : [{ text: near === 1 ? ' is near a limit' : ' are near a limit', strong: true }]),
    { text: '.' },
  ]
  const state = first?.axes.find(({ axis }) => axis === first.worst)
  if (first !== null && state !== undefined) {
    const tier = tierName(first.tier, first.provider)
    parts.push(
      { text: ' Closest: ' },
      { text: first.name, opens: first.clusterId },
      {
        text: ` (${tier}), ${axisNames[state.axis].toLowerCase().replace('api', 'API')} ${usedText(state)} (${shareText(state.share)}).`,
      },
    )
  }
  if (nextFull !== null && nextFull.forecast.kind === 'reaches') {
    parts.push(
      { text: ' The database of ' },
      { text: nextFull.name, opens: nextFull.clusterId },
      { text: ` is full ${dayTime(nextFull.forecast.at)} at this rate.` },
    )
  }
  if (unread > 0) {
    parts.push({ text: ' ' }, { text: `${count(unread)} not measured`, lists: 'unread' }, { text: '.' })
  }
  return parts
}
