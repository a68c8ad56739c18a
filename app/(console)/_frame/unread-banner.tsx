'use client'
// One sentence above a page whose address holds something it cannot read: what, and that the rest is shown.
import { useSearchParams } from 'next/navigation'
import { Banner } from '../../../components/ui/banner.tsx'
import { Button } from '../../../components/ui/button.tsx'
import { useSources } from './sources.tsx'
import { unreadParams } from './unread-params.ts'

/** Clusters of the address that this installation does not know; none while not all are listed. */
function useUnknownClusters(search: URLSearchParams): readonly string[] {
  const { list } = useSources()
  if (list === undefined || list.clusters.length < list.total) return []
  const known = new Set(list.clusters.map(({ clusterId }) => clusterId))
  return (search.get('cluster') ?? '').split(',').filter((id) => id !== '' && !known.has(id))
}

export function UnreadBanner({ parsers }: { parsers: Parameters<typeof unreadParams>[1] }) {
  const search = useSearchParams()
  const unread = unreadParams(search, parsers)
  const unknown = useUnknownClusters(search)
  if (unread.length === 0 && unknown.length === 0) return null
  const drop = () => {
    const url = new URL(window.location.href)
    for (const { name } of unread) url.searchParams.delete(name)
    if (unknown.length > 0) url.searchParams.delete('cluster')
    window.history.replaceState(null, '', url)
  }
  const listed = [...unread.map(({ text }) => text), ...unknown.map((id) => `unknown cluster ${id}`)]
  const most = 5
  return (
    <Banner
      tone="warn"
      title="Part of this view could not be read."
      action={
        <Button size="tiny" onClick={drop}>
          Drop it
        </Button>
      }
    >
      {listed.slice(0, most).join(', ')}
      {listed.length > most && ` and ${listed.length - most} more`}: from another release, or mistyped. The
      rest is shown.
    </Banner>
  )
}
