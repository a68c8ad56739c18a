// What the rows of the table are called: clients, verbs, or talkers when several dimensions are joined.
import { dimensionNouns } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'

export function nounOf({ groupBy }: Pick<TrafficView, 'groupBy'>): readonly [one: string, many: string] {
  const [first = 'userAgent', second] = groupBy
  return second === undefined ? dimensionNouns[first] : ['talker', 'talkers']
}
