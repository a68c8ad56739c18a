'use client'
// The empty installation: exactly how to feed it, with this server's own address and the place of its
// token. Looks again every few seconds, so the first event opens the page.
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { curlCommand, exampleCluster, importCommand, webhookKubeconfig } from '../../_frame/feeding.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import { useSources } from '../../_frame/sources.tsx'
import { useOrigin } from '../../_frame/use-origin.ts'

export function Teaching() {
  const feed = { origin: useOrigin(), clusterId: exampleCluster, token: null }
  const { list } = useSources()
  if (list === undefined) return null
  const { tokenPath } = list
  return (
    <section className="card teach" aria-label="Feed Periplus">
      <div className="card-head">
        <h2>No audit log has arrived yet</h2>
        <span className="grow" />
        <Status tone="unk">Listening. This page opens with the first event.</Status>
      </div>
      <div className="teach-steps">
        <p className="secondary">
          This page ranks who loads your API servers, from their audit logs. Choose one way to send them; the
          cluster’s id is yours to choose (a-z, 0-9, dot and dash).{' '}
          <PageLink className="evidence" href="/sources">
            Sources
          </PageLink>{' '}
          knows more ways, makes tokens, and says what arrives and what is refused.
        </p>
        <Step title="Try it with a file">
          <p>Any audit log of a kube-apiserver, plain or gzip, as it lies on disk:</p>
          <CodeBox what="Import command" code={importCommand(feed)} />
        </Step>
        <Step title="Let the API server send it">
          <p>
            Save this as the audit webhook’s kubeconfig and start kube-apiserver with{' '}
            <code className="mono">--audit-webhook-config-file</code>. The path carries the cluster’s id.
          </p>
          <CodeBox what="Webhook kubeconfig" code={webhookKubeconfig(feed)} />
        </Step>
        <Step title="Or send it yourself">
          <p>NDJSON of audit.k8s.io/v1 events, or an EventList as the webhook sends it:</p>
          <CodeBox what="curl command" code={curlCommand(feed, tokenPath)} />
        </Step>
        <Step title="Where the token lies">
          <p>
            {tokenPath === null
              ? 'This server takes its ingest token from PERIPLUS_INGEST_TOKEN.'
              : 'Made at the first start, readable by whoever started the server:'}
          </p>
          {tokenPath !== null && <CodeBox what="Token command" code={`cat ${tokenPath}`} />}
        </Step>
      </div>
    </section>
  )
}

function Step({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="teach-step">
      <h3>{title}</h3>
      {children}
    </div>
  )
}
