// What is wrong with a source that is read: what failed and why, since when, what to do, and the statement
// that grants what is missing, to be copied.
import { fullInstant } from '../../../../components/format/time.ts'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import type { ReadSource } from '../read-view.ts'
import { partsOfStep } from '../read-words.ts'

export function ReadTroubles({ troubles }: { troubles: ReadSource['troubles'] }) {
  if (troubles.length === 0) return null
  return (
    <section aria-label="What is wrong">
      <h3>What is wrong</h3>
      <ul className="plain-list read-troubles">
        {troubles.map(({ kind, subject, says, steps, since }) => (
          <li key={`${kind} ${subject}`}>
            {subject !== '' && <span className="medium">{subject}</span>}
            <p className="read-says">{says}</p>
            <p className="note">
              Since <time dateTime={since.toISOString()}>{fullInstant(since)}</time>
            </p>
            <Steps steps={steps} subject={subject} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Steps({ steps, subject }: { steps: readonly string[]; subject: string }) {
  if (steps.length === 0) return null
  return (
    <ul className="steps">
      {steps.map((step) => {
        const { says, code } = partsOfStep(step)
        return (
          <li key={step}>
            {says}
            {code !== null && <CodeBox what={`Statement for ${subject || 'this source'}`} code={code} />}
          </li>
        )
      })}
    </ul>
  )
}
