'use client'
// The second sentence of the page's answer: how many clusters and accounts are read, and what is wrong with
// the others, each part a way to exactly those rows. Nothing while none is read.
import { count, plural } from '../../../../components/format/number.ts'
import { type ReadState, readStates } from '../../../../domain/model/collection-state.ts'
import { useReadSources } from '../read-view.ts'
import { readNames } from '../read-words.ts'
import { useSourcesView } from '../sources-view.ts'

const isWorthAWord = (state: ReadState): boolean => state !== 'reading'

export function ReadAnswer() {
  const view = useSourcesView()
  const { page } = useReadSources(view)
  if (page === undefined) return null
  const all = readStates.reduce((sum, state) => sum + page.byState[state], 0)
  if (all === 0) return null
  const others = readStates.filter((state) => isWorthAWord(state) && page.byState[state] > 0)
  const { reading, partly } = page.byState
  return (
    <p className="answer" aria-live="polite">
      <strong>
        {count(reading + partly)} of {plural(all, 'source')} {reading + partly === 1 ? 'is' : 'are'} read now.
      </strong>{' '}
      {others.map((state, at) => (
        <span key={state}>
          {at > 0 && ', '}
          <button
            type="button"
            className="evidence"
            onClick={() => void view.setParams({ readState: state, readPage: null })}
          >
            {count(page.byState[state])} {readNames[state].toLowerCase()}
          </button>
        </span>
      ))}
      {others.length > 0 && '.'}
    </p>
  )
}
