'use client'
// Where this page came from, base path included: the address that a sender must reach too. Drawn on the server, where nobody
// knows it, it is the default one.
import { useSyncExternalStore } from 'react'
import { base } from '../../_base.ts'

const noChange = () => () => undefined

export function useOrigin(): string {
  return useSyncExternalStore(
    noChange,
    () => `${window.location.origin}${base()}`,
    () => 'http://127.0.0.1:3000',
  )
}
