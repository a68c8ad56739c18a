'use client'
// Amazon EKS, by CloudWatch Logs and Amazon Data Firehose: as commands in the order they are run, and as
// Terraform. Firehose names clusters itself, so the id above must be of its form.
import { placeOf } from '../../../../domain/model/cluster-id.ts'
import type { Feed } from '../../_frame/feeding.ts'
import {
  enableEksAudit,
  firehoseCommand,
  firehoseRoles,
  firehoseTerraform,
  subscriptionCommand,
} from '../../_frame/feeding-aws.ts'
import { ConnectText, ConnectWarning } from './connect-text.tsx'

/** The EKS name in an id of the form name.region.account. */
const eksName = (clusterId: string): string => clusterId.split('.')[0] ?? clusterId

export function ConnectEks({ feed }: { feed: Feed }) {
  const name = eksName(feed.clusterId)
  const hasPlace = placeOf(feed.clusterId).accountId !== null
  return (
    <>
      {!hasPlace && (
        <ConnectWarning>
          Firehose deliveries name their clusters <strong>name.region.account</strong>, such as{' '}
          <code className="mono">prod.eu-central-1.123456789012</code>. Write yours like that in step 1: the
          token and the test below go by it.
        </ConnectWarning>
      )}
      {!feed.origin.startsWith('https:') && (
        <ConnectWarning>
          Firehose delivers over HTTPS on port 443 only: put this server behind such an address and open this
          page there, so that the texts below carry it.
        </ConnectWarning>
      )}
      <ConnectText what="Logging command" code={enableEksAudit(name)}>
        Turn the control plane’s audit log on; all log types are off by default. Run these in one shell, with
        the AWS profile and region of the cluster.
      </ConnectText>
      <ConnectText what="Roles command" code={firehoseRoles}>
        Once for each account and region: a bucket for what could not be delivered, a log of delivery errors,
        and the two roles.
      </ConnectText>
      <ConnectText what="Firehose command" code={firehoseCommand(feed)}>
        One stream for all clusters of the account and region. It carries several clusters if the token is
        good for each of them: create such a one under Ingest tokens.
      </ConnectText>
      <ConnectText what="Subscription command" code={subscriptionCommand(name)}>
        Subscribe each cluster’s log group; a log group takes two subscriptions at most.
      </ConnectText>
      <ConnectText what="Terraform" code={firehoseTerraform(feed, name)}>
        Or roles, stream and subscriptions as Terraform; pass the token as{' '}
        <code className="mono">TF_VAR_periplus_token</code>:
      </ConnectText>
      <p className="note">
        EKS writes by a policy of its own: it leaves out reads of their nodes by kubelets and all of events,
        so kubelets count less than they load, and it keeps bodies, which are dropped here. CloudWatch bills
        what it takes in and Firehose what it carries, by the GB. Leave message extraction off.
      </p>
    </>
  )
}
