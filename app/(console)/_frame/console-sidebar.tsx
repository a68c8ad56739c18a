'use client'
// The sidebar, told which page is open, and its key sequences.
import { usePathname, useRouter } from 'next/navigation'
import { useKeys } from '../../../components/shell/keyboard.tsx'
import { navigation } from '../../../components/shell/navigation.ts'
import { Sidebar } from '../../../components/shell/sidebar.tsx'
import type { Theme } from '../../../components/shell/theme.ts'

const entries = navigation.flatMap((group) => group.entries)

export function ConsoleSidebar({ theme }: { theme: Theme }) {
  const router = useRouter()
  const pathname = usePathname()
  useKeys(
    entries.map(({ href, label, keys }) => ({ keys, label: `Go to ${label}`, run: () => router.push(href) })),
  )
  return <Sidebar current={pathname} theme={theme} />
}
