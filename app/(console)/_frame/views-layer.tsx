'use client'
// What "Saved views" opens: the form that saves the view on screen, and the views there are, with rename and
// remove. A removed view can be brought back for a few seconds; nothing asks first.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useToast } from '../../../components/ui/toast.tsx'
import type { SavedView } from '../../../domain/model/saved-view.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { reasonOf } from './query-faces.tsx'
import { SaveViewForm } from './save-view-form.tsx'
import { useSavedViews } from './saved-views.ts'
import { ViewRow } from './view-row.tsx'

interface ViewsLayerProps {
  /** The view that is on screen, if it is one. */
  readonly currentId: string | undefined
  readonly onDone: () => void
}

export function ViewsLayer({ currentId, onDone }: ViewsLayerProps) {
  const query = useSavedViews()
  const views = query.data?.views ?? []
  return (
    <>
      <SaveViewForm onSaved={onDone} />
      <div className="option-list view-list">
        {views.map((view) => (
          <ListedView key={view.id} view={view} current={view.id === currentId} onOpened={onDone} />
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
    </>
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
