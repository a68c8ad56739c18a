// The document: fonts and styles, the pinned theme from its cookie (so that nothing flashes), and the
// providers every page needs. Rendered per request, because the script nonce is.
import '@fontsource-variable/geist/wght.css'
import '@fontsource-variable/geist-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/controls.css'
import './styles/panels.css'
import './styles/layers.css'
import './styles/commands.css'
import './styles/data.css'
import './styles/chart.css'
import './styles/traffic.css'
import './styles/upgrade-plan.css'
import './styles/upgrades.css'
import './styles/capacity.css'
import './styles/sources.css'
import './styles/read-sources.css'
import './styles/coast.css'
import './styles/fleet.css'
import './styles/fleet-views.css'
import './styles/cluster.css'
import './styles/review.css'
import './styles/chase.css'
import './styles/support-calendar.css'
import './styles/print.css'
import './styles/review-print.css'
import type { Metadata, Viewport } from 'next'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { preload } from 'react-dom'
import { ToastProvider } from '../components/ui/toast.tsx'
import { pinnedTheme } from './_theme.ts'
import { TrpcProvider } from './_trpc/client.tsx'

/** Nearly every letter of a page: asked for before the style sheet that names it has arrived. */
const latin = new URL('@fontsource-variable/geist/files/geist-latin-wght-normal.woff2', import.meta.url).href

/**
 * Named by the document, which outlives every page: a browser that finds no icon for a moment asks the host's root
 * for one, which behind a proxy is somebody else's.
 */
const icon = new URL('./mark.svg', import.meta.url).href

export const dynamic = 'force-dynamic'

export const metadata: Metadata = {
  title: { default: 'Periplus', template: '%s · Periplus' },
  description: 'Global Kubernetes cluster visibility and troubleshooting',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f5f1' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1017' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = await pinnedTheme()
  preload(latin, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' })
  return (
    <html lang="en" {...(theme !== 'system' && { 'data-theme': theme })}>
      <link rel="icon" href={icon} type="image/svg+xml" sizes="any" />
      <body>
        <NuqsAdapter>
          <TrpcProvider>
            <ToastProvider>{children}</ToastProvider>
          </TrpcProvider>
        </NuqsAdapter>
      </body>
    </html>
  )
}
