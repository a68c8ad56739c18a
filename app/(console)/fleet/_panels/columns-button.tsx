'use client'
// Opens the choice of columns; its script comes after the page.
import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { WaitingLayer } from '../../../../components/ui/faces.tsx'
import { Popover } from '../../../../components/ui/popover.tsx'
import { useFleetView } from '../fleet-view.ts'

const layer = deferred(() => import('./column-chooser.tsx'))

export function ColumnsButton() {
  useIdleRead(layer)
  const view = useFleetView()
  const [open, setOpen] = useState(false)
  useCommands([
    {
      id: 'fleet.columns',
      group: 'Do',
      label: 'Choose columns',
      words: 'table fields show hide order',
      icon: Columns3,
      run: () => setOpen(true),
    },
  ])
  return (
    <Popover
      label="Columns"
      align="end"
      width={340}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Columns3 size={14} aria-hidden="true" />
          Columns
        </Button>
      }
    >
      <Deferred from={layer} waiting={<WaitingLayer />}>
        {({ ColumnChooser }) => <ColumnChooser view={view} />}
      </Deferred>
    </Popover>
  )
}
