'use client'
// The sidebar, told which page is open, and the commands of every page: go to one, find a talker, print.
import { Printer, Search } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { useCommands } from '../../../components/shell/commands.tsx'
import { navigation } from '../../../components/shell/navigation.ts'
import { Sidebar } from '../../../components/shell/sidebar.tsx'
import type { Theme } from '../../../components/shell/theme.ts'
import { withoutBase } from '../../_base.ts'
import { CommandPalette } from './command-palette.tsx'
import { keptAddress } from './kept-address.ts'
import { useGo } from './leaving.tsx'

const entries = navigation.flatMap((group) => group.entries)

export function ConsoleSidebar({ theme }: { theme: Theme }) {
  const go = useGo()
  const pathname = usePathname()
  const search = useSearchParams()
  const hrefOf = (href: string) => keptAddress(href, pathname, search)
  // What was chosen a moment ago stands in the address before this is drawn anew, and so does where somebody came a
  // moment ago: of both, the address knows.
  const goTo = (href: string) =>
    go(() => {
      const { pathname: place, search: chosen } = window.location
      return keptAddress(href, withoutBase(place), new URLSearchParams(chosen))
    })
  useCommands([
    ...entries.map(({ href, label, icon, keys }) => ({
      id: `page ${href}`,
      group: 'Go to' as const,
      label,
      keys,
      icon,
      run: () => goTo(href),
    })),
    {
      id: 'shell.print',
      group: 'Do',
      label: 'Print',
      words: 'paper pdf',
      icon: Printer,
      run: () => window.print(),
    },
    {
      id: 'traffic.find',
      group: 'Talkers',
      icon: Search,
      forText: (text) => ({
        label: `Find “${text}” in top talkers`,
        run: () => go(`/traffic?${new URLSearchParams({ find: text })}`),
      }),
    },
  ])
  return <Sidebar current={pathname} hrefOf={hrefOf} onGo={goTo} theme={theme} search={<CommandPalette />} />
}
