'use client'
// The texts of one way to connect, each with what it is for. They speak of this server's own address.
import type { ReactNode } from 'react'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import {
  auditPolicy,
  curlCommand,
  enableEksAudit,
  type Feed,
  firehoseCommand,
  firehoseTerraform,
  fluentBitConfig,
  importCommand,
  subscriptionCommand,
  vectorConfig,
  webhookFlags,
  webhookKubeconfig,
} from '../../_frame/feeding.ts'
import type { ConnectWay } from '../search-params.ts'

function Text({ what, code, children }: { what: string; code: string; children: ReactNode }) {
  return (
    <div className="connect-text">
      <p>{children}</p>
      <CodeBox what={what} code={code} />
    </div>
  )
}

function Webhook({ feed }: { feed: Feed }) {
  return (
    <>
      <Text what="Webhook kubeconfig" code={webhookKubeconfig(feed)}>
        Save as <code className="mono">/etc/kubernetes/periplus.yaml</code> on the control-plane node. The
        path carries the cluster’s id, because the webhook drops the query of its address.
      </Text>
      <Text what="API server flags" code={webhookFlags}>
        Add to kube-apiserver:
      </Text>
      <Text what="Audit policy" code={auditPolicy}>
        Save as <code className="mono">/etc/kubernetes/audit-policy.yaml</code>. It drops health probes, the
        first of the two or three events of each request, and all bodies; who, what, when and the answer stay,
        which is all that is counted.
      </Text>
      <p className="note">
        What it costs: a real kube-apiserver’s line is 631 B in the median and 857 B at the 90th percentile, a
        webhook batch of 50 events 26 to 38 kB. So 1,000 requests a second send 0.5 to 0.8 MB a second.
      </p>
    </>
  )
}

/** The EKS name in an id of the form name.region.account. */
const eksName = (clusterId: string): string => clusterId.split('.')[0] ?? clusterId

function Eks({ feed }: { feed: Feed }) {
  const name = eksName(feed.clusterId)
  return (
    <>
      {!feed.origin.startsWith('https:') && (
        <p className="note">
          Firehose delivers over HTTPS on port 443 only: put this server behind such an address and open this
          page there, so that the texts below carry it.
        </p>
      )}
      <Text what="Logging command" code={enableEksAudit(name)}>
        Turn the control plane’s audit log on; all log types are off by default.
      </Text>
      <Text what="Firehose command" code={firehoseCommand(feed)}>
        One stream for all clusters of an account and region; what cannot be delivered goes to the bucket.
      </Text>
      <Text what="Subscription command" code={subscriptionCommand(name)}>
        Subscribe each cluster’s log group; a log group takes two subscriptions at most.
      </Text>
      <Text what="Terraform" code={firehoseTerraform(feed, name)}>
        The same as Terraform; pass the token as <code className="mono">periplus_token</code>:
      </Text>
      <p className="note">
        The cluster’s id then is name.region.account. EKS leaves out reads of nodes by kubelets and all of
        events, so kubelets count less than they load.
      </p>
    </>
  )
}

function File({ feed }: { feed: Feed }) {
  return (
    <Text what="Import command" code={importCommand(feed)}>
      Any audit log of a kube-apiserver, plain or gzip, as it lies on disk. It can be stopped and run again:
      nothing counts twice. On this machine it finds the token by itself.
    </Text>
  )
}

function Http({ feed }: { feed: Feed }) {
  return (
    <Text what="curl command" code={curlCommand(feed)}>
      One audit.k8s.io/v1 Event a line, or an EventList; at most 64 MiB decompressed. The answer says what was
      accepted and which line was rejected for what.
    </Text>
  )
}

function Shipper({ feed }: { feed: Feed }) {
  return (
    <>
      <Text what="Vector configuration" code={vectorConfig(feed)}>
        Vector, from the audit log on disk:
      </Text>
      <Text what="Fluent Bit configuration" code={fluentBitConfig(feed)}>
        Fluent Bit, the same:
      </Text>
    </>
  )
}

const texts: Record<ConnectWay, (props: { feed: Feed }) => ReactNode> = {
  webhook: Webhook,
  eks: Eks,
  file: File,
  http: Http,
  shipper: Shipper,
}

export function ConnectTexts({ way, feed }: { way: ConnectWay; feed: Feed }) {
  const Texts = texts[way]
  return <Texts feed={feed} />
}
