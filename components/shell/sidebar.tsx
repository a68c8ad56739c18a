// Navigation on the left: search on top, only pages that work, each with its key sequence; keyboard map and
// theme below. Nothing of another page is fetched ahead: every page is drawn for its moment.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { BrandMark } from './brand.tsx'
import { KeyMapButton } from './key-map-button.tsx'
import { navigation } from './navigation.ts'
import type { Theme } from './theme.ts'
import { ThemeSwitch } from './theme-switch.tsx'

interface SidebarProps {
  readonly current: string
  /** The address of a page, with what is kept of this one's. */
  readonly hrefOf: (href: string) => string
  /** Opens a page by the router, when a press means just that. */
  readonly onGo: (href: string) => void
  readonly theme: Theme
  /** The way into the command palette. */
  readonly search: ReactNode
}

export function Sidebar({ current, hrefOf, onGo, theme, search }: SidebarProps) {
  return (
    <nav className="sidebar" aria-label="Main">
      <Link
        className="brand"
        href="/"
        title="Periplus"
        prefetch={false}
        onNavigate={(event) => {
          event.preventDefault()
          onGo('/')
        }}
      >
        <BrandMark />
        <span>Periplus</span>
      </Link>
      {search}
      {navigation.map((group) => (
        <div className="nav-section" key={group.label}>
          <p className="nav-group">{group.label}</p>
          {group.entries.map(({ href, label, icon: Icon, keys }) => (
            <Link
              key={href}
              className="nav-link"
              href={hrefOf(href)}
              prefetch={false}
              onNavigate={(event) => {
                event.preventDefault()
                onGo(href)
              }}
              title={label}
              aria-label={label}
              aria-current={current.startsWith(href) ? 'page' : undefined}
            >
              <Icon size={16} strokeWidth={1.6} aria-hidden="true" />
              <span>{label}</span>
              <span className="nav-keys" aria-hidden="true">
                {keys}
              </span>
            </Link>
          ))}
        </div>
      ))}
      <div className="sidebar-foot">
        <KeyMapButton />
        <ThemeSwitch initial={theme} />
      </div>
    </nav>
  )
}
