'use client'
// The texts of one way to connect, each with what it is for. They speak of this server's own address.
import type { ReactNode } from 'react'
import {
  curlCommand,
  type Feed,
  fluentBitConfig,
  followCommand,
  gkeCommand,
  importCommand,
  logstashConfig,
  vectorConfig,
} from '../../_frame/feeding.ts'
import type { ConnectWay } from '../search-params.ts'
import { ConnectEks } from './connect-eks.tsx'
import { ConnectText } from './connect-text.tsx'
import { ConnectWebhook } from './connect-webhook.tsx'

function Aks({ feed }: { feed: Feed }) {
  return (
    <>
      <ConnectText what="Logstash configuration" code={logstashConfig(feed)}>
        In the cluster’s diagnostic settings send <code className="mono">kube-audit</code>, or{' '}
        <code className="mono">kube-audit-admin</code> (the same without reads), to an event hub of its own.
        Whatever reads the hub may post its messages as they are; with Logstash:
      </ConnectText>
      <p className="note">
        Records as texts or objects, one or many in a body, are read. Those of other categories are rejected,
        each with its reason, so send only these.
      </p>
    </>
  )
}

function Gke({ feed }: { feed: Feed }) {
  return (
    <>
      <ConnectText what="Export command" code={gkeCommand(feed)}>
        From Cloud Audit Logs, where this server runs; entries that a sink wrote into a bucket are read the
        same way.
      </ConnectText>
      <p className="note">
        Google’s entries have one instant and no stages: requests, errors and clients are ranked, latency is
        not known. Codes come from google.rpc.Code. Reads are there only with Data Access audit logs on for
        the Kubernetes Engine API.
      </p>
    </>
  )
}

function File({ feed }: { feed: Feed }) {
  return (
    <>
      <ConnectText what="Follow command" code={followCommand(feed)}>
        Follow a file on this machine as it grows, over rotation, truncation and restarts: start this server
        so. How far it is read stands under Followed files. Several files are comma separated.
      </ConnectText>
      <ConnectText what="Import command" code={importCommand(feed)}>
        Or bring in what lies on disk already, plain or gzip. It can be stopped and run again: nothing counts
        twice. On this machine it finds the token by itself.
      </ConnectText>
    </>
  )
}

function Http({ feed }: { feed: Feed }) {
  return (
    <ConnectText what="curl command" code={curlCommand(feed)}>
      One audit.k8s.io/v1 Event a line, or an EventList; at most 64 MiB decompressed. The answer says what was
      accepted and which line was rejected for what.
    </ConnectText>
  )
}

function Shipper({ feed }: { feed: Feed }) {
  return (
    <>
      <ConnectText what="Vector configuration" code={vectorConfig(feed)}>
        Vector, from the audit log on disk:
      </ConnectText>
      <ConnectText what="Fluent Bit configuration" code={fluentBitConfig(feed)}>
        Fluent Bit, the same:
      </ConnectText>
    </>
  )
}

const texts: Record<ConnectWay, (props: { feed: Feed }) => ReactNode> = {
  webhook: ConnectWebhook,
  eks: ConnectEks,
  aks: Aks,
  gke: Gke,
  file: File,
  http: Http,
  shipper: Shipper,
}

export function ConnectTexts({ way, feed }: { way: ConnectWay; feed: Feed }) {
  const Texts = texts[way]
  return <Texts feed={feed} />
}
