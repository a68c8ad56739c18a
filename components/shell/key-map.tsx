'use client'
// The keyboard map: every key that does something on this page right now, and the switch to turn single
// keys off.
import { X } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { commandGroups, keyBindings, keyCaps } from './command.ts'
import { useCommandList } from './commands.tsx'
import { useMacKeys, useSingleKeys } from './keyboard.tsx'

export interface ListedKeys {
  readonly group: string
  readonly keys: readonly { readonly keys: string; readonly label: string }[]
}

/** Keys of whatever has the focus, and of the nearest layer; the browser or the control takes them. */
const ofFocus: ListedKeys = {
  group: 'Where the focus is',
  keys: [
    { keys: 'Enter', label: 'Open the row, press the button' },
    { keys: 'Esc', label: 'Close the nearest panel' },
    { keys: '← →', label: 'Read the chart, change a choice' },
    { keys: 'PgUp PgDn', label: 'Read the chart in larger steps' },
    { keys: 'Home End', label: 'Go to the ends of the chart' },
  ],
}

export function KeyMap({ onClose }: { onClose: () => void }) {
  const [enabled, setEnabled] = useSingleKeys()
  const bindings = keyBindings(useCommandList())
  const listed = commandGroups.map((group) => ({
    group,
    keys: bindings.filter((binding) => binding.group === group),
  }))
  return (
    <>
      <div className="card-head">
        <h2>Keyboard map</h2>
        <span className="grow" />
        <IconButton label="Close" size="tiny" kind="ghost" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <KeyLists lists={[...listed, ofFocus]} />
      <div className="card-foot">
        <label className="row row-tight">
          <input
            type="checkbox"
            className="checkbox"
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
          Single keys do something
        </label>
      </div>
    </>
  )
}

export function KeyLists({ lists }: { lists: readonly ListedKeys[] }) {
  const mac = useMacKeys()
  return (
    <div className="key-lists">
      {lists
        .filter(({ keys }) => keys.length > 0)
        .map(({ group, keys }) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className="key-list">
              {keys.map((binding) => (
                <div key={binding.keys}>
                  <dt>{binding.label}</dt>
                  <dd className="row row-tight">
                    <span className="visually-hidden">{keyCaps(binding.keys, mac).join(' ')}</span>
                    {keyCaps(binding.keys, mac).map((cap) => (
                      <Kbd key={cap}>{cap}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </div>
  )
}
