'use client'
// Saves the view on screen under a name. A relative window goes on moving with time, unless frozen here.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { windowText } from '../../../components/format/time.ts'
import { Button } from '../../../components/ui/button.tsx'
import { useToast } from '../../../components/ui/toast.tsx'
import { longestViewName } from '../../../domain/model/saved-view.ts'
import { useView } from '../../_hooks/use-view.ts'
import { spanPresets } from '../../_hooks/view-params.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { frozenLink } from './frozen-link.ts'
import { reasonOf } from './query-faces.tsx'
import { stateOf } from './saved-views.ts'
import { useServerNow } from './sources.tsx'

function useSave(onSaved: () => void) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  return useMutation(
    trpc.views.save.mutationOptions({
      onSuccess: async ({ name }) => {
        await client.invalidateQueries({ queryKey: trpc.views.list.queryKey() })
        toast.say(`Saved as “${name}”`)
        onSaved()
      },
    }),
  )
}

export function SaveViewForm({ onSaved }: { onSaved: () => void }) {
  const pathname = usePathname()
  const { window: shown } = useView(useServerNow())
  const [name, setName] = useState('')
  const [frozen, setFrozen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const save = useSave(onSaved)
  useEffect(() => field.current?.focus(), [])
  const span = spanPresets.find(({ id }) => id === shown?.span)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const address = frozen ? frozenLink(window.location.href, shown) : window.location.href
    save.mutate({ name: name.trim(), ...stateOf(pathname, new URL(address).searchParams) })
  }
  return (
    <form className="popover-section save-view" onSubmit={submit}>
      <label>
        <span className="field-label">Save this view as</span>
        <input
          ref={field}
          className="input"
          maxLength={longestViewName}
          autoComplete="off"
          value={name}
          aria-invalid={save.isError}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      {save.isError && (
        <p className="field-error" role="alert">
          {reasonOf(save.error)}
        </p>
      )}
      <div className="row row-between">
        {shown !== null && span !== undefined ? (
          <label className="row row-tight small" title={windowText(shown.from, shown.to)}>
            <input
              type="checkbox"
              className="checkbox"
              checked={frozen}
              onChange={(event) => setFrozen(event.currentTarget.checked)}
            />
            Freeze time (else the last {span.label})
          </label>
        ) : (
          <span className="note">Its time is fixed.</span>
        )}
        <Button type="submit" size="small" kind="primary" disabled={name.trim() === '' || save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
