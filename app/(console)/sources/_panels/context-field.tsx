'use client'
// The context of a kubeconfig that a source is read by, offered from what the server finds on its machine.
import { useId } from 'react'
import { plural } from '../../../../components/format/number.ts'
import type { Choices } from './read-cluster.tsx'

/** A list to choose from, with typing: a kubeconfig may name a thousand contexts. */
export function ContextField({
  choices,
  context,
  onContext,
}: {
  choices: Choices
  context: string
  onContext: (context: string) => void
}) {
  const ids = { field: useId(), list: useId(), note: useId() }
  const free = choices.contexts.filter(({ taken }) => !taken)
  const chosen = choices.contexts.find((one) => one.context === context)
  const isUnknown = context !== '' && chosen === undefined
  return (
    <div>
      <label className="field-label" htmlFor={ids.field}>
        Context
      </label>
      <input
        className="input connect-cluster"
        id={ids.field}
        list={ids.list}
        value={context}
        placeholder={free[0]?.context ?? ''}
        maxLength={1_024}
        aria-invalid={isUnknown}
        aria-describedby={ids.note}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onContext(event.currentTarget.value)}
      />
      <datalist id={ids.list}>
        {free.map((one) => (
          <option key={one.context} value={one.context}>
            {one.kubeconfig}
          </option>
        ))}
      </datalist>
      <p className="note" id={ids.note}>
        {contextNote(choices, free.length, chosen)}
      </p>
    </div>
  )
}

function contextNote(
  { contextsTotal }: Choices,
  free: number,
  chosen: Choices['contexts'][number] | undefined,
): string {
  if (chosen?.taken) return 'A source reads this context already.'
  if (chosen !== undefined) return `Of ${chosen.kubeconfig}, with whatever that file opens it with.`
  if (contextsTotal === 0) {
    return 'No kubeconfig was found. Name one with KUBECONFIG or in periplus.yaml, on the machine Periplus runs on.'
  }
  return `${plural(free, 'context')} of kubeconfigs on the machine Periplus runs on, not read yet.`
}
