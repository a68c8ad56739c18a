// Every check there is, sorted. Adding one is a file beside this one with its test, and a line here; the page
// docs/insights.md is made from this list.
import { addOnCompatibility } from './add-on-compatibility.ts'
import { amazonLinux2 } from './amazon-linux-2.ts'
import { apiRemovals } from './api-removals.ts'
import type { Check } from './check.ts'
import { clusterHealth } from './cluster-health.ts'
import { controlPlaneSteps } from './control-plane-steps.ts'
import { deletionProtection } from './deletion-protection.ts'
import { drainSafety } from './drain-safety.ts'
import { ingressNginx } from './ingress-nginx.ts'
import { ipvsMode } from './ipvs-mode.ts'
import { kubeProxySkew } from './kube-proxy-skew.ts'
import { kubeletSkew } from './kubelet-skew.ts'
import { missingProbes } from './missing-probes.ts'
import { singleReplicas } from './single-replicas.ts'
import { subnetAddresses } from './subnet-addresses.ts'
import { supportEnd } from './support-end.ts'

export const checks: readonly Check[] = [
  addOnCompatibility,
  amazonLinux2,
  apiRemovals,
  clusterHealth,
  controlPlaneSteps,
  deletionProtection,
  drainSafety,
  ingressNginx,
  ipvsMode,
  kubeletSkew,
  kubeProxySkew,
  missingProbes,
  singleReplicas,
  subnetAddresses,
  supportEnd,
]
