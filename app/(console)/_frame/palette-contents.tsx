'use client'
// What the command palette finds for a text: whatever is registered, and the two kinds only the server knows,
// clusters and saved views. Works without either.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Bookmark, Boxes } from 'lucide-react'
import { type Command, latestOffers } from '../../../components/shell/command.ts'
import { rankCommands } from '../../../components/shell/command-ranking.ts'
import { useCommandList } from '../../../components/shell/commands.tsx'
import type { PaletteSlot } from '../../../components/shell/palette-frame.tsx'
import { PaletteList } from '../../../components/shell/palette-list.tsx'
import { viewAddress } from '../../../domain/model/saved-view.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { useGo } from './leaving.tsx'
import { reasonOf } from './query-faces.tsx'
import { screenLabel, useSavedViews } from './saved-views.ts'
import { useSettled } from './use-settled.ts'

interface PaletteContentsProps {
  readonly slot: PaletteSlot
  readonly text: string
  readonly onRun: (command: Command) => void
}

export function PaletteContents({ slot, text, onRun }: PaletteContentsProps) {
  const registered = useCommandList()
  const clusters = useClusterCommands(text)
  const views = useViewCommands()
  const offers = latestOffers([...registered, ...clusters.commands, ...views])
  return (
    <PaletteList
      slot={slot}
      text={text}
      groups={rankCommands(offers, text)}
      note={clusters.note}
      onRun={onRun}
    />
  )
}

function useClusterCommands(text: string): { commands: readonly Command[]; note: string } {
  const trpc = useTRPC()
  const view = useView(null)
  const settled = useSettled(text.trim())
  const { data, error } = useQuery(
    trpc.sources.findClusters.queryOptions(
      { text: settled },
      {
        enabled: settled !== '',
        retry: false,
        placeholderData: keepPreviousData,
        trpc: { abortOnUnmount: true },
      },
    ),
  )
  if (text.trim() === '') return { commands: [], note: '' }
  const commands = (data?.rows ?? []).map(({ clusterId, region, accountId, newest, stale }): Command => {
    const age = newest === null ? 'no data' : stale ? 'stale' : ''
    return {
      id: `cluster ${clusterId}`,
      group: 'Clusters',
      label: clusterId,
      note: [region, accountId, age].filter(Boolean).join(' · '),
      icon: Boxes,
      offered: 'search',
      run: () => view.chooseOnly([clusterId]),
    }
  })
  const failed = error === null ? '' : `Clusters could not be searched: ${reasonOf(error)}`
  return { commands, note: failed || (data?.more ? 'More clusters match; type on to narrow.' : '') }
}

function useViewCommands(): readonly Command[] {
  const go = useGo()
  return (useSavedViews().data?.views ?? []).map((view) => ({
    id: `view ${view.id}`,
    group: 'Saved views' as const,
    label: view.name,
    note: screenLabel(view.screen),
    icon: Bookmark,
    run: () => go(viewAddress(view)),
  }))
}
