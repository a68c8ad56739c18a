'use client'
// The ways out of the page: the link with its week fixed, the review as Markdown or JSON, exactly as it stands.
import { Check, Copy, Download, Link as LinkIcon, Share2 } from 'lucide-react'
import { useState } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { downloadText } from '../../../../components/ui/download.ts'
import { Popover } from '../../../../components/ui/popover.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import type { Review } from '../../../../domain/review/review.ts'
import { frozenWeekLink, frozenWeekWords } from '../../_frame/frozen-link.ts'
import { useOrigin } from '../../_frame/use-origin.ts'
import { useCopied } from '../copied.ts'

/** Read when it is wanted: few page loads end in a file. */
const files = () => import('../review-files.ts')

function useExports(review: Review | undefined) {
  const origin = useOrigin()
  const toast = useToast()
  const save = async (form: 'markdown' | 'json') => {
    if (review === undefined) return
    const { markdownFile, jsonFile } = await files()
    const { name, type, text } = form === 'json' ? jsonFile(review) : markdownFile(review, origin)
    downloadText(name, type, text)
    toast.say(`${name} holds the review of week ${review.week.week}`)
  }
  const offer = (form: 'markdown' | 'json', label: string) => ({
    id: `export review ${form}`,
    group: 'Do' as const,
    label: `Export the review as ${label}`,
    words: 'download save file share',
    icon: Download,
    run: () => void save(form),
  })
  useCommands(review === undefined ? [] : [offer('markdown', 'Markdown'), offer('json', 'JSON')])
  return save
}

export function ShareButton({ review }: { review: Review | undefined }) {
  const [open, setOpen] = useState(false)
  const save = useExports(review)
  return (
    <Popover
      label="Share this review"
      align="end"
      width={280}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="primary" disabled={review === undefined}>
          <Share2 size={14} aria-hidden="true" />
          Share this review
        </Button>
      }
    >
      {review !== undefined && (
        <div className="option-list">
          <LinkOption week={review.week.week} />
          <MarkdownOption review={review} />
          <button type="button" className="option" onClick={() => void save('markdown')}>
            <Download size={14} aria-hidden="true" />
            Download Markdown
          </button>
          <button type="button" className="option" onClick={() => void save('json')}>
            <Download size={14} aria-hidden="true" />
            Download JSON
          </button>
        </div>
      )}
    </Popover>
  )
}

function LinkOption({ week }: { week: string }) {
  const { isCopied, copy } = useCopied()
  const link = () => frozenWeekLink(window.location.href, week)
  const done = typeof window !== 'undefined' && isCopied(link())
  return (
    <button
      type="button"
      className="option"
      onClick={() => copy(link(), `Link copied, ${frozenWeekWords(week)}`)}
    >
      {done ? <Check size={14} aria-hidden="true" /> : <LinkIcon size={14} aria-hidden="true" />}
      {done ? 'Copied' : 'Copy link to this week'}
    </button>
  )
}

function MarkdownOption({ review }: { review: Review }) {
  const origin = useOrigin()
  const toast = useToast()
  const [done, setDone] = useState(false)
  const copy = async () => {
    const { markdownFile } = await files()
    setDone(await toast.copy(markdownFile(review, origin).text, 'The review is copied as Markdown'))
  }
  return (
    <button type="button" className="option" onClick={() => void copy()}>
      {done ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      {done ? 'Copied' : 'Copy as Markdown'}
    </button>
  )
}
