'use client'
// What this screen adds to the command palette: its rankings, the talkers of the table, and finding in them.
import { ArrowDownWideNarrow, Compass, Search, User } from 'lucide-react'
import { count } from '../../../components/format/number.ts'
import type { Command, Offer } from '../../../components/shell/command.ts'
import { useCommands } from '../../../components/shell/commands.tsx'
import { ownAgent } from '../../../domain/model/agent.ts'
import { type TopTalkers, talkerRankings } from '../../../domain/model/talker.ts'
import { filterParamOf } from './search-params.ts'
import { rankLabels } from './talker-columns.ts'
import { keyId, keyName, keyTitle } from './talker-name.ts'
import type { TrafficView } from './traffic-view.ts'

function talkersOf(data: TopTalkers | undefined, view: TrafficView): Command[] {
  return (data?.rows ?? []).map(({ key, requests }) => {
    const { name, note } = keyName(key)
    return {
      id: `talker ${keyId(key)}`,
      group: 'Talkers',
      label: name,
      note: [note, `${count(requests)} requests`].filter(Boolean).join(' · '),
      words: keyTitle(key),
      icon: User,
      offered: 'search',
      run: () => view.select(key),
    }
  })
}

export function useTalkerCommands(view: TrafficView, data: TopTalkers | undefined): void {
  const find: Offer = {
    id: 'traffic.find',
    group: 'Talkers',
    icon: Search,
    forText: (text) => ({
      label: `Find “${text}” in top talkers`,
      run: () => void view.setParams({ find: text, page: null }),
    }),
  }
  const rankings = talkerRankings.map(
    (ranking): Command => ({
      id: `rank ${ranking}`,
      group: 'Do',
      label: `Rank by ${rankLabels[ranking]}`,
      icon: ArrowDownWideNarrow,
      offered: 'search',
      run: () => void view.setParams({ rank: ranking, page: null }),
    }),
  )
  const own: Command = {
    id: 'traffic.own',
    group: 'Do',
    label: 'Requests of Periplus itself',
    icon: Compass,
    offered: 'search',
    run: () =>
      void view.setParams({ [filterParamOf.agent]: [ownAgent], by: ['userAgent', 'cluster'], page: null }),
  }
  useCommands([...talkersOf(data, view), find, ...rankings, own])
}
