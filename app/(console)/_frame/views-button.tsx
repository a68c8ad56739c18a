'use client'
// Saved views on the page head: the name of the view on screen if it is one, and the way to all of them.
import { Bookmark } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useCommands } from '../../../components/shell/commands.tsx'
import { Button } from '../../../components/ui/button.tsx'
import { Deferred, deferred, useIdleRead } from '../../../components/ui/deferred.tsx'
import { WaitingLayer } from '../../../components/ui/faces.tsx'
import { Kbd } from '../../../components/ui/kbd.tsx'
import { Popover } from '../../../components/ui/popover.tsx'
import { stateOf, useSavedViews, viewAt } from './saved-views.ts'

const layer = deferred(() => import('./views-layer.tsx'))

export function ViewsButton() {
  useIdleRead(layer)
  const [open, setOpen] = useState(false)
  const here = stateOf(usePathname(), useSearchParams())
  const current = viewAt(useSavedViews().data?.views ?? [], here)
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
      <Deferred from={layer} waiting={<WaitingLayer />}>
        {({ ViewsLayer }) => <ViewsLayer currentId={current?.id} onDone={() => setOpen(false)} />}
      </Deferred>
    </Popover>
  )
}
