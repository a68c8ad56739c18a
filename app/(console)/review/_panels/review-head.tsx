'use client'
// The head of the page: which week, when it was prepared, and at most three actions.
import { Check, Copy, Printer } from 'lucide-react'
import { dayTime } from '../../../../components/format/time.ts'
import { weekTitle } from '../../../../components/format/week.ts'
import { useKeys } from '../../../../components/shell/commands.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { Review } from '../../../../domain/review/review.ts'
import { useCopied } from '../copied.ts'
import { useReviewView } from '../review-view.ts'
import { ShareButton } from './share-button.tsx'

const stateWords = {
  running: 'still running',
  ended: 'over',
  sealed: 'kept as it was',
} as const

function eyebrowOf({ week, preparedAt }: Review): string {
  const prepared = `prepared ${dayTime(new Date(preparedAt))} UTC`
  return [`${weekTitle(week.week)} of ${week.year}`, stateWords[week.state], prepared].join(' · ')
}

const digestText = ({ digest }: Review): string =>
  digest.map(({ parts }) => parts.map(({ text }) => text).join('')).join(' ')

export function ReviewHead() {
  const { data } = useReviewView().query
  const print = () => window.print()
  useKeys([{ keys: 'p', label: 'Print', group: 'Do', run: print }])
  return (
    <div className="page-head">
      <div className="grow">
        <p className="eyebrow">{data === undefined ? ' ' : eyebrowOf(data)}</p>
        <h1>Fleet review</h1>
      </div>
      <div className="row row-wrap page-actions no-print">
        {data !== undefined && <CopyDigest text={digestText(data)} />}
        <Button onClick={print}>
          <Printer size={14} aria-hidden="true" />
          Print
          <Kbd>P</Kbd>
        </Button>
        <ShareButton review={data} />
      </div>
    </div>
  )
}

function CopyDigest({ text }: { text: string }) {
  const { isCopied, copy } = useCopied()
  const done = isCopied(text)
  return (
    <Button onClick={() => copy(text, 'Digest copied')}>
      {done ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      {done ? 'Copied' : 'Copy digest'}
    </Button>
  )
}
