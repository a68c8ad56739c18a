// A client calls what the next version no longer serves, and an upgrade waits for it.
import { minuteMs } from '../world/clock.ts'
import { type Caller, type Edit, momentOf, type Scenario } from '../world/scenario.ts'

const cluster = 'svc-ads-euw1'

const client: Caller = {
  userAgent: 'legacy-hpa-operator/1.4.2',
  from: {
    namespace: 'autoscaling',
    name: 'legacy-hpa-operator',
    team: 'ads',
    replicas: 1,
    image: 'registry.example.invalid/autoscaling/legacy-hpa-operator:v1.4.2',
  },
  verb: 'list',
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1beta3',
  resource: 'flowschemas',
  everyMs: 5 * minuteMs,
  removedIn: 32,
}

const running = (until?: number): Edit => ({
  do: 'client.run',
  cluster,
  client,
  from: momentOf(-60),
  ...(until === undefined ? {} : { until }),
})

const pins = [{ cluster, minor: 31 }]

export const s05: Scenario = { id: 'S05', title: 'deprecated-api', pins, edits: [running()] }

/** It is rolled out anew and calls no more. */
export const s05b: Scenario = {
  id: 'S05-b',
  title: 'deprecated-api, mended',
  pins,
  edits: [running(momentOf(12, '06:00'))],
}
