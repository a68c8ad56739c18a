'use client'
// The message for one owner, and the ways to send it: as plain text, as Markdown, as a letter, or the link alone.
import { Check, Copy, Link as LinkIcon, Mail } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import type { ChaseRow } from '../../../../domain/review/review.ts'
import { useOrigin } from '../../_frame/use-origin.ts'
import type { useCopied } from '../copied.ts'
import { mailTo, messageText } from '../review-files.ts'

interface MessageBoxProps {
  readonly row: ChaseRow
  readonly week: string
  readonly copied: ReturnType<typeof useCopied>
}

export function MessageBox({ row, week, copied }: MessageBoxProps) {
  const origin = useOrigin()
  const { owner } = row
  const text = messageText([row], 'text', origin)
  const action = (label: string, what: string, value: string, icon: ReactNode) => (
    <Button size="tiny" onClick={() => copied.copy(value, `${what} for ${owner.name} copied`)}>
      {copied.isCopied(value) ? <Check size={12} aria-hidden="true" /> : icon}
      {copied.isCopied(value) ? 'Copied' : label}
    </Button>
  )
  const copyIcon = <Copy size={12} aria-hidden="true" />
  return (
    <section className="message-box" aria-label={`Message for ${owner.name}`}>
      <div className="row row-wrap row-between">
        <span className="note">Message for {owner.contact ?? owner.name}, plain text with links</span>
        <span className="row row-tight row-wrap">
          {action('Copy text', 'Message', text, copyIcon)}
          {action('Copy Markdown', 'Markdown', messageText([row], 'markdown', origin), copyIcon)}
          <a className="btn btn-tiny" href={mailTo(row, week, origin)}>
            <Mail size={12} aria-hidden="true" />
            Mail
          </a>
          {action(
            'Copy link only',
            'Link',
            `${origin}${row.href}`,
            <LinkIcon size={12} aria-hidden="true" />,
          )}
        </span>
      </div>
      <p className="message-text">{text}</p>
    </section>
  )
}
