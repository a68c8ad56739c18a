// S02, list-storm: an agent comes to every node of a cluster that streams and lists all its pods once a minute. Of the
// 694 seats of its level 69 lists run at once, for 3.7 seconds each: 18.65 a second of the 33.33 that are asked.
import { minuteMs } from '../world/clock.ts'
import { type DeployedAgent, type Edit, momentOf, type Pin, type Scenario } from '../world/scenario.ts'

const cluster = 'stream-use1-c2'
const from = momentOf(13, '14:00')

const agent: DeployedAgent = {
  namespace: 'policy-system',
  name: 'policy-agent',
  team: 'platform-security',
  image: 'registry.example.invalid/policy-system/policy-agent:v2.7.0',
  userAgent: 'policy-agent/v2.7.0',
  by: 'nia',
  group: '',
  version: 'v1',
  resource: 'pods',
  everyMs: minuteMs,
}

/**
 * Applied half a minute before, so that all its pods run when the first of them lists. The first run of the model had
 * 33,869 served, 23,803 that found the queue full and 2,328 that waited too long; here a list takes 3,700 ms to the
 * millisecond, and one more of 60,000 is served.
 */
const deployed = (more: Partial<DeployedAgent> = {}, until = from + 30 * minuteMs): Edit => ({
  do: 'agent.deploy',
  cluster,
  agent: { ...agent, ...more },
  at: from - minuteMs / 2,
  from,
  until,
})

/** 2,000 nodes, whatever the scale; an agent a node makes its lists come every 30 ms. */
const pin: Pin = {
  cluster,
  minor: 33,
  tier: 'tier-xl',
  pods: 80_000,
  nodeGroups: [
    { name: 'system', size: 20, machine: 'm6i4', image: 'AL2023' },
    { name: 'workers-a', size: 1_380, machine: 'm7i24', image: 'BOTTLEROCKET' },
    { name: 'workers-b', size: 600, machine: 'c7i24', image: 'AL2023' },
  ],
}

export const s02: Scenario = { id: 'S02', title: 'list-storm', pins: [pin], edits: [deployed()] }

/**
 * With 1.30, which buffers a list whole. A LIST of 80,000 pods is 264 MB, and 1.32 GB while it is answered; of the 64 GB
 * of a server in this tier 61.7 are free when nobody lists. 69 at once would be 91 GB: the 47th is too much, 1.4 s after
 * the first and long before that is answered, and so again whenever the server is back. It is for one second of 31:
 * one of these is when the agent is taken back, and only the lists of that second are answered.
 */
export const s02b: Scenario = {
  id: 'S02-b',
  title: 'list-storm that kills the API server',
  pins: [{ ...pin, minor: 30 }],
  edits: [deployed({}, from + 30 * minuteMs + 15_500)],
}

/** It is served from few seats of its own, and nobody else waits for it. */
export const s02c: Scenario = {
  id: 'S02-c',
  title: 'list-storm, isolated by a flow schema',
  pins: [pin],
  edits: [deployed({ isolated: { priorityLevel: 'policy-agents', shares: 5 } })],
}
