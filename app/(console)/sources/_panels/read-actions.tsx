'use client'
// What can be done with a source that is read: test it, with what is missing and what grants it; remove one
// that was added here, which can be undone for ten seconds.
import { useMutation } from '@tanstack/react-query'
import { RotateCw, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { plural } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { type ReadSource, useReread } from '../read-view.ts'
import { Steps } from './read-troubles.tsx'

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
      <div role="status">
        {test.isPending && <Testing name={row.name} />}
        {test.data && !test.isPending && <TestResult test={test.data} />}
        {test.isError && !test.isPending && <p className="field-error">{reasonOf(test.error)}</p>}
      </div>
    </>
  )
}

/** Announced once; the seconds are for the eyes. */
function Testing({ name }: { name: string }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <p className="note read-testing">
      Trying everything that is read of {name}, a minute at most <span aria-hidden="true">· {seconds} s</span>
    </p>
  )
}

type Test = RouterOutputs['sources']['testRead']

function TestResult({ test }: { test: Test }) {
  const failed = test.checks.filter(({ ok }) => !ok)
  const well = test.checks.filter(({ ok }) => ok)
  return (
    <section aria-label="Result of the test" className="read-test">
      <h3>Result of the test</h3>
      <Status tone={failed.length === 0 ? 'ok' : 'crit'}>
        {failed.length === 0
          ? `${plural(well.length, 'check')} well`
          : `${failed.length} of ${plural(test.checks.length, 'check')} failed`}
      </Status>
      <ul className="plain-list read-checks">
        {failed.map(({ what, says, grant }) => (
          <li key={what}>
            <span className="medium">{what}</span>
            <p className="read-says">{says}</p>
            {grant !== null && <Steps steps={[`What grants it:\n${grant}`]} subject={what} />}
          </li>
        ))}
        {well.length > 0 && (
          <li>
            <span className="medium">Well</span>
            <ul className="read-well note">
              {well.map(({ what, says }) => (
                <li key={what} title={says}>
                  {what}
                </li>
              ))}
            </ul>
          </li>
        )}
      </ul>
    </section>
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
