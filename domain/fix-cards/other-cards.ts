// Cards for what is no list: one object asked for again and again, an API that goes, and a talker that is to be kept
// away from the others until it is mended.
import { serviceAccountOf } from '../model/caller.ts'
import {
  callText,
  everySeconds,
  figure,
  heldAssumptions,
  heldNow,
  interval,
  perSecond,
  seatSource,
  seatsOf,
} from './figures.ts'
import type { FixCard, RequestPattern, TalkerSample } from './request-pattern.ts'

type Judge = (pattern: RequestPattern, sample: TalkerSample) => FixCard | null

const requestsLeast = 60
const pollSecondsMost = 15
const rewatchSeconds = 450

export const watchOne: Judge = (pattern, sample) => {
  const { verb, names, clients, resource, requests } = pattern
  if (verb !== 'get' || names === 0 || resource.includes('/') || requests < requestsLeast) return null
  // Each client is taken to ask for as few names as there are; with more it would ask for each more rarely.
  const perClient = Math.max(1, names / clients)
  const every = everySeconds(pattern, sample) * perClient
  if (every > pollSecondsMost || requests < 4 * names) return null
  return {
    id: 'watch-one',
    title: 'Watch the object instead of asking for it',
    why: `${figure(requests)} × ${callText(pattern)} for ${figure(names)} ${names === 1 ? 'name' : 'names'}: each is asked for every ${interval(every)}.`,
    arithmetic: [
      {
        label: 'Now',
        text: `${figure(clients)} clients × ${figure(perClient)} names ÷ ${interval(every)} = ${figure(perSecond(pattern, sample))}/s`,
      },
      {
        label: 'Then',
        text: `${figure(clients * perClient)} ÷ ${rewatchSeconds} s = ${figure((clients * perClient) / rewatchSeconds)} WATCH/s`,
      },
    ],
    assumptions: [
      `A watch is renewed every ${rewatchSeconds} s: client-go asks for 5 to 10 minutes.`,
      'Names are spread evenly over clients.',
    ],
    sources: [
      'client-go reflector.go: minWatchTimeout 5 minutes, times 1 to 2',
      'Kubernetes documentation: field selectors',
    ],
    command: { what: 'Watch', code: `kubectl get ${resource} --field-selector metadata.name=NAME --watch` },
  }
}

export const deprecatedApi: Judge = (pattern, { seconds }) => {
  if (!pattern.isDeprecated) return null
  const { apiGroup, apiVersion, resource, requests, removedRelease } = pattern
  const called = `${apiGroup === '' ? '' : `${apiGroup}/`}${apiVersion} ${resource}`
  return {
    id: `deprecated-api ${called}`,
    title: `Call another version than ${called}`,
    why: `${figure(requests)} requests in ${interval(seconds)} carry the API server’s own mark that this version is deprecated.`,
    arithmetic: [
      { label: 'Now', text: `${figure(requests)} requests are served` },
      {
        label: 'Then',
        text:
          removedRelease === ''
            ? 'none, once a release stops serving it'
            : `0 from ${removedRelease} on: all of them get 404`,
      },
    ],
    assumptions: [],
    sources: ['audit annotations k8s.io/deprecated and k8s.io/removed-release'],
    command: null,
  }
}

/** Shares of all default levels together, and those of the level made here. */
const defaultShares = 245
const ownShares = 5
/** Seats of an API server of EKS in standard mode as it starts: requests in flight, reading and writing. */
const assumedSeats = 600
const seatsWorthIt = 20

/** Kubernetes names: what is not allowed in one becomes a dash. */
const objectName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50)

function subjectOf(user: string): string {
  const account = serviceAccountOf(user)
  return account === null
    ? `    - kind: User\n      user:\n        name: ${JSON.stringify(user)}`
    : `    - kind: ServiceAccount\n      serviceAccount:\n        namespace: ${account.namespace}\n        name: ${account.name}`
}

function flowSchema(user: string): string {
  const account = serviceAccountOf(user)
  const name = `isolate-${objectName(account?.name ?? user)}`
  return `kubectl apply -f - <<'EOF'
apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: PriorityLevelConfiguration
metadata:
  name: ${name}
spec:
  type: Limited
  limited:
    nominalConcurrencyShares: ${ownShares}
    lendablePercent: 0
    borrowingLimitPercent: 0
    limitResponse:
      type: Queue
      queuing: {queues: 16, handSize: 4, queueLengthLimit: 50}
---
apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: FlowSchema
metadata:
  name: ${name}
spec:
  priorityLevelConfiguration:
    name: ${name}
  matchingPrecedence: 850
  distinguisherMethod: {type: ByUser}
  rules:
  - subjects:
${subjectOf(user)}
    resourceRules:
    - {verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"], clusterScope: true}
EOF`
}

export const isolate: Judge = (pattern, sample) => {
  const [user] = sample.users
  const { heldSecondsEach, throttled } = pattern
  const held = heldNow(pattern, sample)
  if (user === undefined || user === '' || user.startsWith('system:node:')) return null
  if (held === null || heldSecondsEach === null || held.seats < seatsWorthIt) return null
  const { each } = seatsOf(pattern)
  const own = Math.ceil((assumedSeats * ownShares) / (defaultShares + ownShares))
  return {
    id: 'isolate',
    title: 'Keep it away from the others until it is mended',
    why: `It holds ${figure(held.seats)} seats${throttled > 0 ? `, and ${figure(throttled)} of its requests were throttled` : ''}; other clients of its priority level wait behind it.`,
    arithmetic: [
      { label: 'Now', text: held.text },
      {
        label: 'Then',
        text: `${assumedSeats} seats × ${ownShares} ÷ ${defaultShares + ownShares} shares = ${own} seats of its own`,
      },
      {
        label: 'Then',
        text: `${own} ÷ (${figure(each)} × ${figure(heldSecondsEach)} s) = ${figure(own / (each * heldSecondsEach))}/s are answered, the rest waits or gets 429`,
      },
    ],
    assumptions: [
      ...heldAssumptions(pattern),
      `${assumedSeats} seats: an API server in standard mode as it starts. A larger tier gives the level more.`,
      'flowcontrol.apiserver.k8s.io/v1 is served since 1.29.',
    ],
    sources: [seatSource, 'Kubernetes documentation: API Priority and Fairness, nominal concurrency'],
    command: { what: 'FlowSchema', code: flowSchema(user) },
  }
}
