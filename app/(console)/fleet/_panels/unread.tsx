'use client'
// What of the address this screen cannot read, said above its panels.
import { UnreadBanner } from '../../_frame/unread-banner.tsx'
import { fleetParams } from '../search-params.ts'

export function Unread() {
  return <UnreadBanner parsers={fleetParams} />
}
