'use client'
// The way into the command palette: the button above the navigation, ⌘K or Ctrl K, and the field. What is found
// comes with a script of its own; keys typed meanwhile are kept.
import { Search } from 'lucide-react'
import { useRef, useState } from 'react'
import { type Command, keyCaps } from '../../../components/shell/command.ts'
import { useCommands } from '../../../components/shell/commands.tsx'
import { useMacKeys } from '../../../components/shell/keyboard.tsx'
import { PaletteFrame } from '../../../components/shell/palette-frame.tsx'
import { Deferred, deferred, useIdleRead } from '../../../components/ui/deferred.tsx'
import { WaitingLayer } from '../../../components/ui/faces.tsx'
import { Kbd } from '../../../components/ui/kbd.tsx'

const contents = deferred(() => import('./palette-contents.tsx'))

const keys = 'mod+k'

export function CommandPalette() {
  useIdleRead(contents)
  const dialog = useRef<HTMLDialogElement>(null)
  const [shown, setShown] = useState(false)
  const mac = useMacKeys()
  const close = () => {
    dialog.current?.close()
    setShown(false)
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
        // Told a moment late: by then it may have been opened again.
        onClose={() => setShown(dialog.current?.open === true)}
        onClick={(event) => event.target === dialog.current && close()}
      >
        {shown && <OpenPalette onClose={close} />}
      </dialog>
    </>
  )
}

function OpenPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const run = (command: Command) => {
    // Closing gives the focus back; the command may then take it where it likes.
    onClose()
    command.run()
  }
  return (
    <PaletteFrame text={text} onText={setText} onClose={onClose}>
      {(slot) => (
        <Deferred from={contents} waiting={<WaitingLayer />}>
          {({ PaletteContents }) => <PaletteContents slot={slot} text={text} onRun={run} />}
        </Deferred>
      )}
    </PaletteFrame>
  )
}
