// The console: sidebar, scope bar, page. Reads the sources, which tell the page its "now".
import type { ReactNode } from 'react'
import { CommandsProvider } from '../../components/shell/commands.tsx'
import { keepEarlyInput } from '../../components/shell/early-input.ts'
import { pinnedTheme } from '../_theme.ts'
import { HydrateClient, prefetch, scriptNonce, trpc, waitBriefly } from '../_trpc/server.ts'
import { ConsoleSidebar } from './_frame/console-sidebar.tsx'
import { LeavingProvider } from './_frame/leaving.tsx'
import { ScopeBar } from './_frame/scope-bar.tsx'
import { SourcesProvider } from './_frame/sources.tsx'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { list: sources } = trpc.sources
  const { list: views } = trpc.views
  await waitBriefly(prefetch(sources.queryOptions()), prefetch(views.queryOptions()))
  return (
    <HydrateClient only={[sources.queryKey(), views.queryKey()]}>
      <script nonce={await scriptNonce()} suppressHydrationWarning>
        {keepEarlyInput}
      </script>
      <CommandsProvider>
        <LeavingProvider>
          <a className="skip-link" href="#main">
            Skip to the page
          </a>
          <div className="app">
            <ConsoleSidebar theme={await pinnedTheme()} />
            <div className="main">
              <SourcesProvider>
                <ScopeBar />
                {children}
              </SourcesProvider>
            </div>
          </div>
        </LeavingProvider>
      </CommandsProvider>
    </HydrateClient>
  )
}
