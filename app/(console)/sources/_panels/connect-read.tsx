'use client'
// Letting Periplus read: the choices of this server, what to grant elsewhere, and adding the source. What
// was added is shown as it comes.
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import type { ReadWay } from '../search-params.ts'
import type { SourcesView } from '../sources-view.ts'
import { ConnectFrame } from './connect-frame.tsx'
import { ReadAccounts } from './read-accounts.tsx'
import { ReadCluster } from './read-cluster.tsx'
import { ReadLogs } from './read-logs.tsx'
import { ReadMetrics } from './read-metrics.tsx'

const forms = {
  'read-cluster': ReadCluster,
  'read-accounts': ReadAccounts,
  'read-logs': ReadLogs,
  'read-metrics': ReadMetrics,
} satisfies Record<ReadWay, unknown>

interface ConnectReadProps {
  readonly way: ReadWay
  readonly view: SourcesView
  readonly onClose: () => void
}

export function ConnectRead({ way, view, onClose }: ConnectReadProps) {
  const trpc = useTRPC()
  const options = trpc.sources.choices.queryOptions(undefined, { refetchInterval: 5_000 })
  const query = useQuery(options)
  const Form = forms[way]
  return (
    <ConnectFrame view={view} sub="grant, add, see it read" onClose={onClose}>
      <QueryFaces
        query={query}
        queryKey={options.queryKey}
        what="what this server can read"
        name="The choices"
      >
        {(choices) => <Form choices={choices} view={view} />}
      </QueryFaces>
    </ConnectFrame>
  )
}
