// Stands in for what the store reads of a fleet, for tests of the router: two clusters, one of which a narrow viewer may
// know.
export const fleetClusters = async () =>
  ['mine', 'theirs'].map((id) => ({
    ...{ clusterId: id, name: id, provider: null, accountId: null, accountName: `account of ${id}` },
    ...{ ouPath: null, region: `region-${id}`, version: null, platformVersion: null, status: null },
    ...{ tier: null, deletionProtection: null, supportType: null, tags: { of: id }, partSums: {} },
    ...{ toldAt: null, goneAt: null, counts: null },
    facts: {
      arn: null,
      endpointPublic: null,
      logging: null,
      ...{ backupProtection: null, backup: null },
      autoMode: null,
      connector: null,
      issues: null,
    },
  }))

export const toldBy = async () =>
  ['mine', 'theirs'].map((clusterId) => ({
    ...{ clusterId, sourceId: `kube-api:${clusterId}`, observedAt: new Date('2026-11-23T00:00:00Z') },
  }))
