// S10, etcd-quota: an operator makes reports and deletes none, until the database of its cluster is full and nothing is
// written any more. A larger tier brings room for as much again, and no way back.

import { gigabyte } from '../physics/tiers.ts'
import { minuteMs } from '../world/clock.ts'
import { type Caller, type Edit, momentOf, type Scenario } from '../world/scenario.ts'

const cluster = 'svc-sec-use1'

const client: Caller = {
  userAgent: 'reports-controller/v1.15.2',
  from: {
    namespace: 'kyverno',
    name: 'kyverno-reports-controller',
    team: 'sec',
    replicas: 2,
    image: 'registry.example.invalid/kyverno/reports-controller:v1.15.2',
  },
  verb: 'create',
  group: 'wgpolicyk8s.io',
  version: 'v1alpha2',
  resource: 'policyreports',
  everyMs: minuteMs / 1_200,
  leavesBytes: 4_600,
}

const pins = [{ cluster, databaseBytes: 5.9 * gigabyte }]
const from = momentOf(13, '12:00')
const leaking = (until?: number): Edit => ({
  do: 'client.run',
  cluster,
  client,
  from,
  ...(until === undefined ? {} : { until }),
})

export const s10: Scenario = {
  id: 'S10',
  title: 'etcd-quota',
  pins,
  edits: [
    leaking(momentOf(14, '18:00')),
    { do: 'tier.change', cluster, at: momentOf(13, '19:00'), to: 'tier-xl' },
    { do: 'tier.change', cluster, at: momentOf(13, '22:00'), to: 'standard' },
  ],
}

/** Nobody brings a larger one. */
export const s10b: Scenario = { id: 'S10-b', title: 'etcd-quota, left alone', pins, edits: [leaking()] }
