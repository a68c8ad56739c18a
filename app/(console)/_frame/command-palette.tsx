'use client'
// The command palette: the button above the navigation, ⌘K or Ctrl K, and what is found. Lists what is
// registered, and adds the two kinds only the server knows: clusters and saved views. Works without either.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Bookmark, Boxes, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { type Command, keyCaps, latestOffers, type Offer } from '../../../components/shell/command.ts'
import { rankCommands } from '../../../components/shell/command-ranking.ts'
import { useCommandList, useCommands } from '../../../components/shell/commands.tsx'
import { useMacKeys } from '../../../components/shell/keyboard.tsx'
import { Palette } from '../../../components/shell/palette.tsx'
import { Kbd } from '../../../components/ui/kbd.tsx'
import { viewAddress } from '../../../domain/model/saved-view.ts'
import { useView } from '../../_hooks/use-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { reasonOf } from './query-faces.tsx'
import { screenLabel, useSavedViews } from './saved-views.ts'

const keys = 'mod+k'

export function CommandPalette() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [shown, setShown] = useState(false)
  const mac = useMacKeys()
  const close = () => {
    dialog.current?.close()
    // Where nothing had the focus before, the browser leaves it in the closed layer for a moment.
    if (dialog.current?.contains(document.activeElement)) (document.activeElement as HTMLElement).blur()
  }
  const toggle = () => {
    if (dialog.current?.open) return close()
    setShown(true)
    dialog.current?.showModal()
  }
  useCommands([
    { id: 'shell.palette', group: 'Do', label: 'Search or jump to', keys, offered: 'keys', run: toggle },
  ])
  return (
    <>
      <button
        type="button"
        className="search-button"
        aria-haspopup="dialog"
        title="Search or jump to"
        onClick={toggle}
      >
        <Search size={14} strokeWidth={1.8} aria-hidden="true" />
        <span className="grow">Search or jump to</span>
        <Kbd>{keyCaps(keys, mac).join(' ')}</Kbd>
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it; the click is the one beside it */}
      <dialog
        ref={dialog}
        className="dialog palette-dialog"
        aria-label="Command palette"
        onClose={() => setShown(false)}
        onClick={(event) => event.target === dialog.current && close()}
      >
        {shown && <OpenPalette onClose={close} />}
      </dialog>
    </>
  )
}

function OpenPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const registered = useCommandList()
  const clusters = useClusterCommands(text)
  const views = useViewCommands()
  const offers: Offer[] = latestOffers([...registered.list(), ...clusters.commands, ...views])
  const run = (command: Command) => {
    // Closing gives the focus back; the command may then take it where it likes.
    onClose()
    command.run()
  }
  return (
    <Palette
      text={text}
      onText={setText}
      groups={rankCommands(offers, text)}
      note={clusters.note}
      onRun={run}
      onClose={onClose}
    />
  )
}

const typingMs = 150

/** What was typed, once the typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
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
      run: () => view.chooseClusters([clusterId]),
    }
  })
  const failed = error === null ? '' : `Clusters could not be searched: ${reasonOf(error)}`
  return { commands, note: failed || (data?.more ? 'More clusters match; type on to narrow.' : '') }
}

function useViewCommands(): readonly Command[] {
  const router = useRouter()
  return (useSavedViews().data?.views ?? []).map((view) => ({
    id: `view ${view.id}`,
    group: 'Saved views' as const,
    label: view.name,
    note: screenLabel(view.screen),
    icon: Bookmark,
    run: () => router.push(viewAddress(view)),
  }))
}
