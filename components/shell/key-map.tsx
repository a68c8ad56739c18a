'use client'
// The keyboard map: every key that does something on this page right now, and the switch to turn single
// keys off. A modal dialog of the browser's own.
import { Keyboard, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { type KeyBinding, useKeyboard, useKeys } from './keyboard.tsx'

/** Enter and Esc belong to the focused control and the nearest layer; they are listed, not registered. */
const always = [
  { keys: 'Enter', label: 'Open the row' },
  { keys: 'Esc', label: 'Close the nearest panel' },
]

export function KeyMapButton() {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const [shown, setShown] = useState(false)
  const open = () => {
    setShown(true)
    dialog.current?.showModal()
  }
  useKeys([{ keys: '?', label: 'Keyboard map', run: open }])
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
      <dialog ref={dialog} className="dialog" aria-labelledby={titleId} onClose={() => setShown(false)}>
        {shown && <KeyMap titleId={titleId} onClose={() => dialog.current?.close()} />}
      </dialog>
    </>
  )
}

function KeyMap({ titleId, onClose }: { titleId: string; onClose: () => void }) {
  const keyboard = useKeyboard()
  const bindings: readonly Pick<KeyBinding, 'keys' | 'label'>[] = [...keyboard.list(), ...always]
  return (
    <>
      <div className="card-head">
        <h2 id={titleId}>Keyboard map</h2>
        <span className="grow" />
        <IconButton label="Close" size="tiny" kind="ghost" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <dl className="key-list">
        {bindings.map(({ keys, label }) => (
          <div key={keys}>
            <dt>{label}</dt>
            <dd className="row row-tight">
              <span className="visually-hidden">{keys}</span>
              {keys.split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="card-foot">
        <label className="row row-tight">
          <input
            type="checkbox"
            className="checkbox"
            checked={keyboard.enabled}
            onChange={(event) => keyboard.setEnabled(event.currentTarget.checked)}
          />
          Single keys do something
        </label>
      </div>
    </>
  )
}
