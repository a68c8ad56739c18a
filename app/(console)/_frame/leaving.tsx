'use client'
// The one way to leave a page for another. What was chosen a moment ago is written into the address a moment later; written
// after somebody left, it would call him back. So whoever leaves waits for it, and addresses are made of what stands
// there then.
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useQueryStates } from 'nuqs'
import { type ComponentProps, createContext, type ReactNode, useCallback, useContext } from 'react'

type Go = (href: string | (() => string)) => void

const GoContext = createContext<Go | null>(null)

/** Changes nothing of the address; to change it is to learn when all that waits is written. */
const nothing = {}

export function LeavingProvider({ children }: { children: ReactNode }) {
  const router = useRouter()
  const [, choose] = useQueryStates(nothing)
  const go = useCallback<Go>(
    (href) => {
      const leave = () => router.push(typeof href === 'string' ? href : href())
      void choose(nothing).then(leave, leave)
    },
    [router, choose],
  )
  return <GoContext value={go}>{children}</GoContext>
}

/** Leaves for an address; one that is made of the page's own is asked for when that is written. */
export function useGo(): Go {
  const go = useContext(GoContext)
  if (go === null) throw new Error('useGo needs a LeavingProvider above it')
  return go
}

type PageLinkProps = Omit<ComponentProps<typeof Link>, 'href' | 'onNavigate'> & { readonly href: string }

/** A link to another page. Pressed to open it elsewhere, it is an ordinary link. */
export function PageLink({ href, ...rest }: PageLinkProps) {
  const go = useGo()
  return (
    <Link
      href={href}
      {...rest}
      onNavigate={(event) => {
        event.preventDefault()
        go(href)
      }}
    />
  )
}
