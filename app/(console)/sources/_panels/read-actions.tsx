'use client'
// What can be done with a source that is read: test it, with what is missing and what grants it; remove one
// that was added here, which can be undone for ten seconds.
import { useMutation } from '@tanstack/react-query'
import { RotateCw, Trash2 } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { useTRPC } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { type ReadSource, useReread } from '../read-view.ts'
import { TestFaces } from './test-faces.tsx'

export function ReadActions({ row }: { row: ReadSource }) {
  const trpc = useTRPC()
  const reread = useReread()
  const test = useMutation(trpc.sources.testRead.mutationOptions({ onSettled: reread }))
  const run = () => test.mutate({ sourceId: row.sourceId })
  return (
    <>
      <div className="row row-wrap panel-actions no-print">
        <Button size="small" disabled={test.isPending} onClick={run}>
          <RotateCw size={14} aria-hidden="true" />
          {test.isPending ? 'Testing' : 'Test now'}
        </Button>
        {row.origin === 'page' && <RemoveSource row={row} />}
      </div>
      <TestFaces test={test} name={row.name} />
    </>
  )
}

function RemoveSource({ row }: { row: ReadSource }) {
  const trpc = useTRPC()
  const toast = useToast()
  const reread = useReread()
  const add = useMutation(
    trpc.sources.add.mutationOptions({
      onSuccess: () => toast.say(`“${row.name}” is back`),
      onError: (error) => toast.fail(reasonOf(error)),
      onSettled: reread,
    }),
  )
  const remove = useMutation(
    trpc.sources.remove.mutationOptions({
      onSuccess: ({ source }) =>
        toast.say(`“${row.name}” is removed; what it told stays, as of then`, {
          label: 'Undo',
          run: () => add.mutate({ source }),
        }),
      onError: (error) => toast.fail(reasonOf(error)),
      onSettled: reread,
    }),
  )
  return (
    <Button
      size="small"
      kind="danger"
      disabled={remove.isPending}
      onClick={() => remove.mutate({ sourceId: row.sourceId })}
    >
      <Trash2 size={14} aria-hidden="true" />
      Remove
    </Button>
  )
}
