'use client'
// How to connect a cluster: its id, a token, the texts to copy, and a test that watches for the first
// event. Open by itself while no cluster has sent anything.
import { useEffect, useId, useState } from 'react'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { isClusterId } from '../../../../domain/model/cluster-id.ts'
import { exampleCluster } from '../../_frame/feeding.ts'
import { useOrigin } from '../../_frame/use-origin.ts'
import { useReadSources } from '../read-view.ts'
import { type ConnectWay, connectWays } from '../search-params.ts'
import { useSecret } from '../secret.tsx'
import { hasAny, type SourcesView, useSourceRows, useSourcesView } from '../sources-view.ts'
import { ConnectFrame, isReadWay } from './connect-frame.tsx'
import { isGoodFor, TokenStep } from './connect-token.tsx'
import { ConnectCheck, ConnectRead, ConnectTexts } from './deferred-panels.tsx'

const wayLabels: Record<ConnectWay, string> = {
  webhook: 'API server webhook',
  eks: 'Amazon EKS',
  aks: 'Azure AKS',
  gke: 'Google GKE',
  file: 'A file',
  http: 'curl',
  shipper: 'Log shipper',
}

/** Ways whose commands run here and find the first token by themselves. */
const findsToken: readonly ConnectWay[] = ['file', 'gke']

/** Open when the address says so, and by itself while nothing arrives; then it stays until it is closed. */
export function ConnectCard() {
  const view = useSourcesView()
  const { page } = useSourceRows(view)
  const { connecting, setConnecting } = useSecret()
  const { page: read } = useReadSources(view)
  const empty = page !== undefined && !hasAny(page) && view.params.find === '' && read?.total === 0
  const wanted = view.params.connect !== null
  useEffect(() => {
    if (empty || wanted) setConnecting(true)
  }, [empty, wanted, setConnecting])
  if (!connecting) return null
  const close = () => {
    setConnecting(false)
    void view.setParams({ connect: null })
  }
  const { connect } = view.params
  if (isReadWay(connect)) return <ConnectRead way={connect} view={view} onClose={close} />
  return <Connect way={connect ?? 'webhook'} view={view} onClose={close} />
}

function Connect({ way, view, onClose }: { way: ConnectWay; view: SourcesView; onClose: () => void }) {
  const origin = useOrigin()
  const { secret } = useSecret()
  const [typed, setTyped] = useState(view.params.source ?? '')
  const clusterId = typed.trim() === '' ? exampleCluster : typed.trim()
  const valid = isClusterId(clusterId)
  const meant = valid ? clusterId : exampleCluster
  const feed = { origin, clusterId: meant, token: isGoodFor(secret, meant) ? secret.token : null }
  return (
    <ConnectFrame view={view} sub="copy, send, see it arrive" onClose={onClose}>
      <ClusterStep typed={typed} valid={valid} onType={setTyped} />
      <TokenStep clusterId={feed.clusterId} />
      <div className="teach-step connect-how">
        <h3>3. How it sends</h3>
        <Segmented
          label="Way to connect"
          value={way}
          options={connectWays.map((value) => ({ value, label: wayLabels[value] }))}
          onChange={(connect) => void view.setParams({ connect }, { history: 'replace' })}
        />
        {feed.token === null && !findsToken.includes(way) && (
          <p className="note">
            Put your token where these say <code className="mono">PERIPLUS_TOKEN</code>, or create one in step
            2: it is then filled in.
          </p>
        )}
        <ConnectTexts way={way} feed={feed} />
      </div>
      <ConnectCheck clusterId={feed.clusterId} view={view} />
    </ConnectFrame>
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
