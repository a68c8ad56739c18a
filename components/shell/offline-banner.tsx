'use client'
// Says that the browser has no network; what is on screen stays.
import { useSyncExternalStore } from 'react'
import { Banner } from '../ui/banner.tsx'

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

export function OfflineBanner() {
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  )
  if (online) return null
  return (
    <Banner tone="unk" title="You are offline.">
      What is on screen stays; new questions wait until the network is back.
    </Banner>
  )
}
