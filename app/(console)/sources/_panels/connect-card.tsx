'use client'
// How to connect a cluster: its id, a token, the texts to copy, and a test that watches for the first
// event. Open by itself while no cluster has sent anything.
import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { Button, IconButton } from '../../../../components/ui/button.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { clusterIdSchema } from '../../../../domain/model/cluster-id.ts'
import { exampleCluster, tokenVariable } from '../../_frame/feeding.ts'
import { useOrigin } from '../../_frame/use-origin.ts'
import { type ConnectWay, connectWays } from '../search-params.ts'
import { useSecret } from '../secret.tsx'
import { hasAny, type SourcesView, useSourceRows, useSourcesView } from '../sources-view.ts'
import { ConnectCheck } from './connect-check.tsx'
import { ConnectTexts } from './connect-texts.tsx'
import { SecretBox } from './secret-box.tsx'
import { useMakeToken } from './token-form.tsx'

const wayLabels: Record<ConnectWay, string> = {
  webhook: 'API server webhook',
  eks: 'Amazon EKS',
  file: 'A file',
  http: 'curl',
  shipper: 'Log shipper',
}

export function ConnectCard() {
  const view = useSourcesView()
  const { page } = useSourceRows(view)
  const empty = page !== undefined && !hasAny(page) && view.params.find === ''
  if (view.params.connect === null && !empty) return null
  return <Connect view={view} closable={view.params.connect !== null} />
}

function Connect({ view, closable }: { view: SourcesView; closable: boolean }) {
  const origin = useOrigin()
  const { secret } = useSecret()
  const way = view.params.connect ?? 'webhook'
  const [typed, setTyped] = useState(view.params.source ?? '')
  const clusterId = typed.trim() === '' ? exampleCluster : typed.trim()
  const valid = clusterIdSchema.safeParse(clusterId).success
  const feed = { origin, clusterId: valid ? clusterId : exampleCluster, token: secret?.token ?? null }
  return (
    <section className="card connect" aria-label="Connect a cluster">
      <div className="card-head">
        <h2>Connect a cluster</h2>
        <span className="card-sub">copy, send, see it arrive</span>
        <span className="grow" />
        {closable && (
          <IconButton
            label="Close"
            size="tiny"
            kind="ghost"
            onClick={() => void view.setParams({ connect: null })}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      <div className="teach-steps">
        <ClusterStep typed={typed} valid={valid} onType={setTyped} />
        <TokenStep clusterId={feed.clusterId} />
        <div className="teach-step">
          <h3>3. How it sends</h3>
          <Segmented
            label="Way to connect"
            value={way}
            options={connectWays.map((value) => ({ value, label: wayLabels[value] }))}
            onChange={(connect) => void view.setParams({ connect }, { history: 'replace' })}
          />
          <ConnectTexts way={way} feed={feed} />
        </div>
        <ConnectCheck clusterId={feed.clusterId} view={view} />
      </div>
    </section>
  )
}

interface ClusterStepProps {
  readonly typed: string
  readonly valid: boolean
  readonly onType: (text: string) => void
}

function ClusterStep({ typed, valid, onType }: ClusterStepProps) {
  const id = useId()
  return (
    <div className="teach-step">
      <h3>1. Which cluster</h3>
      <label className="field-label" htmlFor={id}>
        Cluster id, yours to choose; for EKS best name.region.account
      </label>
      <input
        className="input connect-cluster"
        id={id}
        value={typed}
        placeholder={exampleCluster}
        maxLength={100}
        aria-invalid={!valid}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType(event.currentTarget.value)}
      />
      {!valid && (
        <p className="field-error" role="alert">
          A cluster id is 1 to 100 of a-z, 0-9, dot and dash, starting with a letter or digit.
        </p>
      )}
    </div>
  )
}

function TokenStep({ clusterId }: { clusterId: string }) {
  const { secret } = useSecret()
  const make = useMakeToken(() => undefined)
  return (
    <div className="teach-step">
      <h3>2. A token for it</h3>
      {secret === null ? (
        <>
          <p>
            Create one that is good for this cluster alone, or use one you have: the texts below say{' '}
            <code className="mono">{tokenVariable}</code> where it goes.
          </p>
          <Button
            size="small"
            disabled={make.isPending}
            onClick={() => make.mutate({ name: clusterId, clusters: [clusterId] })}
          >
            Create a token for {clusterId}
          </Button>
          {make.isError && (
            <p className="field-error" role="alert">
              The token could not be created. The rest of the page stays as it is.
            </p>
          )}
        </>
      ) : (
        <SecretBox />
      )}
    </div>
  )
}
