'use client'
// A number that opens its rows: a filtered page, or the part of this page where they stand.
import type { ReactNode } from 'react'
import type { Address } from '../../../../domain/review/review.ts'
import { PageLink } from '../../_frame/leaving.tsx'

interface EvidenceLinkProps {
  readonly href: Address
  readonly className?: string
  readonly title?: string
  /** The part of the page it stands in: a number that leads there has its rows before it already. */
  readonly within?: string
  readonly children: ReactNode
}

export function EvidenceLink({ href, className = 'evidence', within, ...rest }: EvidenceLinkProps) {
  const hash = href.indexOf('#')
  if (within !== undefined && href.startsWith('/review') && href.slice(hash) === `#${within}`) {
    return <span className={className.replace('evidence', '')} {...rest} />
  }
  // The browser itself opens what is folded around the place it goes to; the router would not.
  if (href.startsWith('/review') && hash !== -1)
    return <a className={className} href={href.slice(hash)} {...rest} />
  return <PageLink className={className} href={href} prefetch={false} {...rest} />
}
