'use client'
// The way to the keyboard map: a button, the key "?", and a modal dialog of the browser's own.
import { Keyboard } from 'lucide-react'
import { useRef, useState } from 'react'
import { Deferred, deferred, useIdleRead } from '../ui/deferred.tsx'
import { WaitingLayer } from '../ui/faces.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { useCommands } from './commands.tsx'

const map = deferred(() => import('./key-map.tsx'))

export function KeyMapButton() {
  useIdleRead(map)
  const dialog = useRef<HTMLDialogElement>(null)
  const [shown, setShown] = useState(false)
  const open = () => {
    setShown(true)
    dialog.current?.showModal()
  }
  useCommands([
    { id: 'shell.keys', group: 'Do', label: 'Keyboard map', keys: '?', icon: Keyboard, run: open },
  ])
  return (
    <>
      <button
        type="button"
        className="keymap-button"
        aria-label="Keyboard map"
        aria-haspopup="dialog"
        title="Keyboard map"
        onClick={open}
      >
        <Keyboard size={14} strokeWidth={1.8} aria-hidden="true" />
        <span>Keyboard map</span>
        <Kbd>?</Kbd>
      </button>
      <dialog
        ref={dialog}
        className="dialog"
        aria-label="Keyboard map"
        // Told a moment late: by then it may have been opened again.
        onClose={() => setShown(dialog.current?.open === true)}
      >
        {shown && (
          <Deferred from={map} waiting={<WaitingLayer />}>
            {({ KeyMap }) => <KeyMap onClose={() => dialog.current?.close()} />}
          </Deferred>
        )}
      </dialog>
    </>
  )
}
