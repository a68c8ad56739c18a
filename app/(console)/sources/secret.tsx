'use client'
// The token made a moment ago, in this browser's memory and nowhere else: shown until it is put away or
// the page is left, and filled into the texts to copy meanwhile. And whether those texts are open, since
// the secret is shown in one place only.
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'

export interface Secret {
  readonly name: string
  readonly clusters: 'all' | readonly string[]
  readonly token: string
}

interface SecretHolder {
  readonly secret: Secret | null
  hold(secret: Secret | null): void
  readonly connecting: boolean
  setConnecting(open: boolean): void
}

const SecretContext = createContext<SecretHolder | null>(null)

export function SecretProvider({ children }: { children: ReactNode }) {
  const [secret, hold] = useState<Secret | null>(null)
  const [connecting, setConnecting] = useState(false)
  const holder = useMemo(() => ({ secret, hold, connecting, setConnecting }), [secret, connecting])
  return <SecretContext value={holder}>{children}</SecretContext>
}

export function useSecret(): SecretHolder {
  const holder = useContext(SecretContext)
  if (holder === null) throw new Error('useSecret needs a SecretProvider above it')
  return holder
}
