'use client'
// What of the address this page cannot read, in one sentence.
import { UnreadBanner } from '../../_frame/unread-banner.tsx'
import { reviewParams } from '../search-params.ts'

export function Unread() {
  return <UnreadBanner parsers={reviewParams} />
}
