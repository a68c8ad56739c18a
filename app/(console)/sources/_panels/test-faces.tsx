'use client'
// The test of a source while it runs, what it found, with what grants what is missing, and when it failed.
import { useEffect, useState } from 'react'
import { plural } from '../../../../components/format/number.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { Steps } from './read-troubles.tsx'

type Test = RouterOutputs['sources']['testRead']

interface TestFacesProps {
  readonly test: { readonly isPending: boolean; readonly data: Test | undefined; readonly error: unknown }
  readonly name: string
}

export function TestFaces({ test: { isPending, data, error }, name }: TestFacesProps) {
  return (
    <div role="status">
      {isPending && <Testing name={name} />}
      {data && !isPending && <TestResult test={data} />}
      {error !== null && !isPending && <p className="field-error">{reasonOf(error)}</p>}
    </div>
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

function TestResult({ test }: { test: Test }) {
  const failed = test.checks.filter(({ ok }) => !ok)
  const told = test.checks.filter(({ ok, isTold }) => ok && isTold === true)
  const well = test.checks.filter(({ ok, isTold }) => ok && isTold !== true)
  return (
    <section aria-label="Result of the test" className="read-test">
      <h3>Result of the test</h3>
      <Status tone={failed.length === 0 ? 'ok' : 'crit'}>
        {failed.length === 0
          ? `${plural(test.checks.length, 'check')} well`
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
        {told.map(({ what, says }) => (
          <li key={what}>
            <span className="medium">{what}</span>
            <p className="read-says">{says}</p>
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
