'use client'
// A kube-apiserver that sends by itself: the policy of what it writes, with its cost, the webhook's
// kubeconfig, the flags, and where the API server is a static pod the mounts without which it would not start.
import {
  auditPolicy,
  type Feed,
  tunnelCommand,
  webhookFlags,
  webhookKubeconfig,
  webhookMounts,
} from '../../_frame/feeding.ts'
import { ConnectText } from './connect-text.tsx'
import { PolicyCost } from './policy-cost.tsx'

export function ConnectWebhook({ feed }: { feed: Feed }) {
  const tunnel = tunnelCommand(feed)
  return (
    <>
      {tunnel !== null && (
        <ConnectText what="Tunnel command" code={tunnel}>
          This page is open at an address that only this machine reaches. Is the API server elsewhere, keep
          this running here: its node then reaches Periplus at the same address.
        </ConnectText>
      )}
      <ConnectText what="Webhook kubeconfig" code={webhookKubeconfig(feed)}>
        Save as <code className="mono">/etc/kubernetes/periplus.yaml</code> on each control-plane node. The
        path carries the cluster’s id, because the webhook drops the query of its address.
      </ConnectText>
      <ConnectText what="Audit policy" code={auditPolicy}>
        Save as <code className="mono">/etc/kubernetes/audit-policy.yaml</code>. It leaves out health probes,
        the first of the two or three events of each request, and all bodies; who, what, when and the answer
        stay, which is all that is counted.
      </ConnectText>
      <PolicyCost />
      <ConnectText what="API server flags" code={webhookFlags}>
        Add to kube-apiserver; with kubeadm, to the <code className="mono">command</code> in{' '}
        <code className="mono">/etc/kubernetes/manifests/kube-apiserver.yaml</code>:
      </ConnectText>
      <ConnectText what="Mounts" code={webhookMounts}>
        There, and wherever the API server is a static pod, add to its container and to its volumes, too. The
        kubelet then starts it anew; events come within seconds.
      </ConnectText>
    </>
  )
}
