'use client'
// What of the fleet is listed: its clusters, their node groups, nodes and add-ons. The scope is kept from one to
// the next, what narrowed one of them is not.
import { usePathname, useSearchParams } from 'next/navigation'
import { keptAddress } from '../../_frame/kept-address.ts'
import { PageLink } from '../../_frame/leaving.tsx'

const lists = [
  { href: '/fleet', label: 'Clusters' },
  { href: '/fleet/node-groups', label: 'Node groups' },
  { href: '/fleet/nodes', label: 'Nodes' },
  { href: '/fleet/add-ons', label: 'Add-ons' },
] as const

export function InventoryTabs() {
  const path = usePathname()
  const search = useSearchParams()
  return (
    <nav className="segmented no-print" aria-label="What is listed">
      {lists.map(({ href, label }) => (
        <PageLink
          key={href}
          href={keptAddress(href, path, new URLSearchParams(search))}
          prefetch={false}
          aria-current={path === href ? 'page' : undefined}
        >
          {label}
        </PageLink>
      ))}
    </nav>
  )
}
