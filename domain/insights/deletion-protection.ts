// Clusters that one call deletes. The provider says whether deletion protection is on; a provider that does not
// say is no clean bill.
import { type Check, clusterSubject, evidence, findingOf } from './check.ts'

const id = 'deletion-protection'

export const deletionProtection: Check<'cluster'> = {
  id,
  title: 'Deletion protection off',
  about: 'One wrong call, or one wrong plan of a tool, deletes the control plane and everything it knew.',
  severityRule: 'Warning when it is off. Unknown when the provider does not say.',
  needs: [],
  params: {},
  remedy: 'Turn deletion protection on.',
  sources: ['Amazon EKS API: Cluster.deletionProtection'],
  providerTitle: null,
  blocksUpgrade: false,
  providers: ['eks'],
  evaluate: (slice) => {
    const { deletionProtection: isOn } = slice.cluster
    if (isOn === true) return []
    const says =
      isOn === null ? 'deletionProtection is missing in what is told' : 'deletionProtection is false'
    return [
      findingOf(id, slice, {
        subject: clusterSubject(slice.clusterId),
        status: isOn === null ? 'unknown' : 'warning',
        summary:
          isOn === null
            ? 'Nobody told whether the cluster is protected from deletion.'
            : 'The cluster can be deleted by one call.',
        evidence: [evidence({ signal: 'provider', says, at: slice.at.cluster })],
        recommendation:
          isOn === null
            ? 'Let a source read the cluster by eks:DescribeCluster.'
            : `Turn it on: aws eks update-cluster-config --name ${slice.cluster.name} --deletion-protection`,
      }),
    ]
  },
}
