'use client'
// The cluster's name, how it stands, and why in words.
import { Activity, Terminal } from 'lucide-react'
import { healthTones, healthWords } from '../../../../components/format/cluster-words.ts'
import { duration } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Badge } from '../../../../components/ui/status.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import { ViewsButton } from '../../_frame/views-button.tsx'
import { useClusterView, useWholeCluster, type WholeCluster } from '../cluster-view.ts'
import { supportText } from '../words.ts'

/** How kubectl gets a context for it; null where nobody publishes a command. */
function kubeconfigCommand({ row }: WholeCluster): string | null {
  if (row.provider !== 'eks' || row.region === null) return null
  return `aws eks update-kubeconfig --region ${row.region} --name ${row.name}`
}

export function ClusterHead() {
  const view = useClusterView()
  const { data } = useWholeCluster(view).query
  const toast = useToast()
  if (data === undefined) return null
  const { row, now } = data
  const command = kubeconfigCommand(data)
  const support = supportText(row, now)
  const [first, ...others] = [...row.reasons.map(({ says }) => says), ...(support === null ? [] : [support])]
  return (
    <div className="page-head">
      <div className="grow">
        <div className="row">
          <h1 title={row.clusterId}>{row.name}</h1>
          <Badge tone={healthTones[row.health]}>{healthWords[row.health]}</Badge>
          {row.asOf !== null && (
            <span className="note">
              as of {duration(Math.max(0, now.getTime() - row.asOf.getTime()))} ago
            </span>
          )}
          {row.goneAt !== null && <Badge tone="unk">No source finds it any more</Badge>}
        </div>
        <p className="answer">
          {first === undefined ? (
            <strong>Nothing is known to be wrong.</strong>
          ) : (
            <>
              <strong>{sentence(first)}</strong> {others.map(sentence).join(' ')}
            </>
          )}
        </p>
      </div>
      <div className="row row-wrap page-actions no-print">
        {command !== null && (
          <Button onClick={() => void toast.copy(command, 'Command copied')}>
            <Terminal size={14} aria-hidden="true" />
            Copy kubeconfig command
          </Button>
        )}
        <PageLink className="btn" href={`/traffic?cluster=${encodeURIComponent(row.clusterId)}`}>
          <Activity size={14} aria-hidden="true" />
          Open API traffic
        </PageLink>
        <ViewsButton />
      </div>
    </div>
  )
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
