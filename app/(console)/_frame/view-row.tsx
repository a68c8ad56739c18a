'use client'
// One saved view in the list: a link to it, and the two things that can be done to it.
import { Check, Pencil, Trash2, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { IconButton } from '../../../components/ui/button.tsx'
import { longestViewName, type SavedView, viewAddress } from '../../../domain/model/saved-view.ts'
import { PageLink } from './leaving.tsx'
import { screenLabel } from './saved-views.ts'

interface ViewRowProps {
  readonly view: SavedView
  readonly current: boolean
  readonly busy: boolean
  readonly onOpened: () => void
  readonly onRename: (name: string) => void
  readonly onRemove: () => void
}

export function ViewRow({ view, current, busy, onOpened, onRename, onRemove }: ViewRowProps) {
  const [renaming, setRenaming] = useState(false)
  const { name, screen } = view
  if (renaming) {
    return (
      <RenameForm
        name={name}
        onDone={(to) => {
          setRenaming(false)
          if (to !== null && to !== name) onRename(to)
        }}
      />
    )
  }
  return (
    <div className="row row-tight view-row">
      <PageLink
        className="option grow"
        href={viewAddress(view)}
        aria-current={current ? 'page' : undefined}
        onClick={onOpened}
      >
        <span className="ellipsis">{name}</span>
        <span className="note">{screenLabel(screen)}</span>
      </PageLink>
      <IconButton
        label={`Rename ${name}`}
        size="tiny"
        kind="ghost"
        disabled={busy}
        onClick={() => setRenaming(true)}
      >
        <Pencil size={12} aria-hidden="true" />
      </IconButton>
      <IconButton label={`Remove ${name}`} size="tiny" kind="ghost" disabled={busy} onClick={onRemove}>
        <Trash2 size={12} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

function RenameForm({ name, onDone }: { name: string; onDone: (name: string | null) => void }) {
  const [text, setText] = useState(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onDone(text.trim() === '' ? null : text.trim())
  }
  return (
    <form className="row row-tight view-row" onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
        autoFocus
        className="input"
        aria-label={`New name of ${name}`}
        maxLength={longestViewName}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <IconButton type="submit" label="Save name" size="tiny">
        <Check size={12} aria-hidden="true" />
      </IconButton>
      <IconButton label="Keep the old name" size="tiny" kind="ghost" onClick={() => onDone(null)}>
        <X size={12} aria-hidden="true" />
      </IconButton>
    </form>
  )
}
