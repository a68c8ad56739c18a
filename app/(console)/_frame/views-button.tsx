'use client'
// Saved views on the page head: those there are, with rename and remove, and the form that saves this one.
// A removed view can be brought back for a few seconds; nothing asks first.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Bookmark } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useCommands } from '../../../components/shell/commands.tsx'
import { Button } from '../../../components/ui/button.tsx'
import { Kbd } from '../../../components/ui/kbd.tsx'
import { Popover } from '../../../components/ui/popover.tsx'
import { useToast } from '../../../components/ui/toast.tsx'
import type { SavedView } from '../../../domain/model/saved-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { reasonOf } from './query-faces.tsx'
import { SaveViewForm } from './save-view-form.tsx'
import { stateOf, useSavedViews, viewAt } from './saved-views.ts'
import { ViewRow } from './view-row.tsx'

export function ViewsButton() {
  const [open, setOpen] = useState(false)
  const here = stateOf(usePathname(), useSearchParams())
  const query = useSavedViews()
  const views = query.data?.views ?? []
  const current = viewAt(views, here)
  const show = () => setOpen(true)
  useCommands([
    {
      id: 'views.save',
      group: 'Do',
      label: 'Save view',
      words: 'saved views bookmark',
      keys: 's',
      icon: Bookmark,
      run: show,
    },
  ])
  return (
    <Popover
      label="Saved views"
      align="end"
      width={360}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button aria-label={current ? `Saved views, now ${current.name}` : 'Saved views'}>
          <Bookmark size={14} aria-hidden="true" />
          <span className="ellipsis view-name">{current?.name ?? 'Save view'}</span>
          <Kbd>S</Kbd>
        </Button>
      }
    >
      <SaveViewForm onSaved={() => setOpen(false)} />
      <div className="option-list view-list">
        {views.map((view) => (
          <ListedView
            key={view.id}
            view={view}
            current={view.id === current?.id}
            onOpened={() => setOpen(false)}
          />
        ))}
      </div>
      {query.isError && (
        <p className="popover-section note" role="alert">
          The saved views could not be read. {reasonOf(query.error)}
        </p>
      )}
      {query.data !== undefined && views.length === 0 && (
        <p className="popover-section note">
          No view is saved yet. Everybody who opens this Periplus sees them.
        </p>
      )}
    </Popover>
  )
}

interface ListedViewProps {
  readonly view: SavedView
  readonly current: boolean
  readonly onOpened: () => void
}

function ListedView({ view, current, onOpened }: ListedViewProps) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const reread = () => client.invalidateQueries({ queryKey: trpc.views.list.queryKey() })
  const failed = (error: unknown) => toast.fail(reasonOf(error))
  const save = useMutation(trpc.views.save.mutationOptions({ onSuccess: reread, onError: failed }))
  const rename = useMutation(trpc.views.rename.mutationOptions({ onSuccess: reread, onError: failed }))
  const remove = useMutation(trpc.views.remove.mutationOptions({ onSuccess: reread, onError: failed }))
  const { id, name, screen, query } = view
  return (
    <ViewRow
      view={view}
      current={current}
      busy={remove.isPending || rename.isPending}
      onOpened={onOpened}
      onRename={(to) => rename.mutate({ id, name: to })}
      onRemove={() =>
        remove.mutate(
          { id },
          {
            onSuccess: () =>
              toast.say(`Removed “${name}”`, {
                label: 'Undo',
                run: () => save.mutate({ name, screen, query }),
              }),
          },
        )
      }
    />
  )
}
