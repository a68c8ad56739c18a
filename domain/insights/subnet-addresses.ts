// Whether the subnets of a cluster have addresses left for an upgrade of its control plane, as far as its provider says
// of the cluster's health. How many are left is EC2's to say, which is not asked.
import { type Check, clusterSubject, deadlineOf, evidence, findingOf } from './check.ts'

const id = 'subnet-addresses'

/** As EKS spells it among the health issues of a cluster. */
const addressesCode = 'InsufficientFreeAddresses'

export const subnetAddresses: Check<'cluster', { readonly needed: number }> = {
  id,
  title: 'Free addresses in subnets',
  about:
    'An upgrade of the control plane takes up to five addresses of the subnets of the cluster. Where there are none it does not begin.',
  severityRule:
    'Error when the provider reports too few. Unknown when nobody tells how the provider finds the cluster.',
  needs: [],
  params: { needed: 5 },
  remedy: 'Free addresses in the subnets of the cluster, or give it larger ones.',
  sources: [
    'Amazon EKS API: Cluster.health, InsufficientFreeAddresses',
    'Amazon EKS user guide: Update a cluster',
  ],
  providerTitle: null,
  blocksUpgrade: true,
  providers: ['eks'],
  evaluate: (slice, { needed }) => {
    const { issues, support } = slice.cluster
    const subject = clusterSubject(slice.clusterId)
    const at = slice.at.cluster
    if (issues === null) {
      return [
        findingOf(id, slice, {
          subject,
          status: 'unknown',
          summary: 'Nobody told whether the subnets of the cluster have addresses left.',
          evidence: [evidence({ signal: 'provider', says: 'health is missing in what is told', at })],
          recommendation: `Let a source read the cluster by eks:DescribeCluster, or see yourself that its subnets have ${needed} addresses left.`,
        }),
      ]
    }
    return issues
      .filter(({ code }) => code === addressesCode)
      .slice(0, 1)
      .map(({ code, message, resourceIds }) =>
        findingOf(id, slice, {
          subject,
          status: 'error',
          summary: `Its subnets have too few addresses left: an upgrade takes up to ${needed}.`,
          evidence: [evidence({ signal: 'provider', says: `${code}: ${message}`, at, names: resourceIds })],
          recommendation: 'Free addresses in the subnets that are named, or add others to the cluster.',
          deadline: deadlineOf(support),
        }),
      )
  },
}
