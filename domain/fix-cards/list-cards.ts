// Cards for lists that are asked for again and again: watch instead, read from the cache, page, find why it lists anew.
import { compareMinors, minorVersionOf } from '../support/minor-version.ts'
import {
  callText,
  everySeconds,
  figure,
  type Held,
  heldAssumptions,
  heldNow,
  heldText,
  interval,
  perSecond,
  seatSource,
} from './figures.ts'
import type { FixCard, RequestPattern, TalkerSample } from './request-pattern.ts'

type Judge = (pattern: RequestPattern, sample: TalkerSample) => FixCard | null

/** A client that lists less often than this does not poll. */
const pollSecondsMost = 600
const requestsLeast = 30
/** client-go asks for watches of 5 to 10 minutes. */
const rewatchSeconds = 450
/** Watches to lists of an informer that works: many, of a poller: none. */
const watchingShare = 0.1
const pageSize = 500

const isPolling = (pattern: RequestPattern, sample: TalkerSample): boolean =>
  pattern.verb === 'list' &&
  pattern.requests >= requestsLeast &&
  pattern.requests >= 2 * pattern.clients &&
  everySeconds(pattern, sample) <= pollSecondsMost

const now = (text: string) => ({ label: 'Now', text }) as const
// A property called "then" would make a card look like a promise to whoever awaits it.
const after = (text: string) => ({ label: 'Then', text }) as const
const known = (held: Held | null) => (held === null ? [] : [now(held.text)])

function pollText(pattern: RequestPattern, sample: TalkerSample): string {
  const rate = figure(perSecond(pattern, sample))
  return `${figure(pattern.clients)} ${pattern.clients === 1 ? 'client' : 'clients'} ÷ ${interval(everySeconds(pattern, sample))} = ${rate} ${callText(pattern)}/s`
}

export const useInformer: Judge = (pattern, sample) => {
  if (!isPolling(pattern, sample) || pattern.watches > pattern.requests * watchingShare) return null
  const { clients, resource, apiGroup, apiVersion } = pattern
  const watches = `${figure(clients)} ÷ ${rewatchSeconds} s = ${figure(clients / rewatchSeconds)} WATCH/s`
  return {
    id: 'use-informer',
    title: 'Watch instead of listing again',
    why: `${figure(pattern.requests)} × ${callText(pattern)} and ${pattern.watches === 0 ? 'no watch' : `${figure(pattern.watches)} watches`}: each client lists every ${interval(everySeconds(pattern, sample))}.`,
    arithmetic: [
      now(pollText(pattern, sample)),
      ...known(heldNow(pattern, sample)),
      after(`${watches}, and one LIST when a client starts`),
    ],
    assumptions: [
      ...heldAssumptions(pattern),
      `A watch is renewed every ${rewatchSeconds} s: client-go asks for 5 to 10 minutes.`,
    ],
    sources: [seatSource, 'client-go reflector.go: minWatchTimeout 5 minutes, times 1 to 2'],
    command: {
      what: 'Informer',
      code: [
        'factory := dynamicinformer.NewDynamicSharedInformerFactory(client, 0)',
        `lister := factory.ForResource(schema.GroupVersionResource{Group: "${apiGroup}", Version: "${apiVersion}", Resource: "${resource}"}).Lister()`,
        'factory.Start(ctx.Done())',
        'factory.WaitForCacheSync(ctx.Done())',
      ].join('\n'),
    },
  }
}

/** From this version on the API server answers consistent lists from its cache. */
const consistentFromCache = { major: 1, minor: 31 }

export const readFromCache: Judge = (pattern, sample) => {
  const version = minorVersionOf(sample.atLeastVersion ?? '')
  if (version !== null && compareMinors(version, consistentFromCache) >= 0) return null
  if (!isPolling(pattern, sample) || pattern.consistent < 0.5) return null
  const { resource, apiGroup, apiVersion } = pattern
  const rate = perSecond(pattern, sample) * pattern.consistent
  const objects = sample.objects[resource]
  const path = apiGroup === '' ? `/api/${apiVersion}` : `/apis/${apiGroup}/${apiVersion}`
  return {
    id: 'resource-version-0',
    title: 'Read lists from the cache: resourceVersion=0',
    why: `${figure(pattern.consistent * 100)}% of its lists name no resourceVersion, so that each is read from the database.`,
    arithmetic: [
      now(
        objects === undefined
          ? `${figure(rate)} LIST/s read from the database`
          : `${figure(rate)} LIST/s × ${figure(objects)} ${resource} = ${figure(rate * objects)} objects a second read from the database`,
      ),
      after('0 from the database; the API server answers from its watch cache'),
    ],
    assumptions: [
      'An answer may then be some seconds old.',
      version === null
        ? 'The cluster’s version is not known: from 1.31 on such lists are answered from the cache anyway.'
        : `Before 1.31, as here (${sample.atLeastVersion}), such lists are read from the database.`,
    ],
    sources: [
      'Kubernetes API concepts: resource versions',
      'KEP-2340: consistent reads from cache, on by default since 1.31',
    ],
    command: { what: 'Request', code: `kubectl get --raw '${path}/${resource}?resourceVersion=0'` },
  }
}

/** Beyond this, pages are more requests than the API server should get instead. */
const pagesPerSecondMost = 5

export const page: Judge = (pattern, sample) => {
  const objects = sample.objects[pattern.resource]
  if (pattern.verb !== 'list' || pattern.fromCache >= 0.5 || objects === undefined || objects <= 2 * pageSize)
    return null
  const isLarge = pattern.limit !== null && pattern.limit > 2 * pageSize
  if (pattern.unlimited < 0.5 && !isLarge) return null
  const pages = Math.ceil(objects / pageSize)
  const rate = perSecond(pattern, sample)
  if (rate * pages > pagesPerSecondMost) return null
  const most = isLarge && pattern.unlimited < 0.5 ? Math.min(objects, pattern.limit ?? objects) : objects
  return {
    id: 'paging',
    title: `Ask in pages: limit=${pageSize}`,
    why:
      pattern.unlimited >= 0.5
        ? `${figure(pattern.unlimited * 100)}% of its lists have no limit, and there are ${figure(objects)} ${pattern.resource}.`
        : `Its lists ask for up to ${figure(pattern.limit ?? 0)} at once, and there are ${figure(objects)} ${pattern.resource}.`,
    arithmetic: [
      now(`1 answer of ${figure(most)} ${pattern.resource}, held in the API server’s memory whole`),
      after(`${figure(objects)} ÷ ${pageSize} = ${figure(pages)} answers of ${pageSize}, one after another`),
      after(`${figure(rate)} LIST/s × ${figure(pages)} = ${figure(rate * pages)} requests/s`),
    ],
    assumptions: [
      'Paging spares memory and time-outs, not seats: a page of 500 is estimated at 10, as the whole is.',
    ],
    sources: [seatSource, 'Kubernetes API concepts: retrieving large results sets in chunks'],
    command: null,
  }
}

export const relists: Judge = (pattern, sample) => {
  if (!isPolling(pattern, sample) || pattern.watches <= pattern.requests * watchingShare) return null
  const perHour = 3_600 / everySeconds(pattern, sample)
  return {
    id: 'relists',
    title: 'Find why it lists everything anew',
    why: `It watches (${figure(pattern.watches)} in the sample) and yet each client lists every ${interval(everySeconds(pattern, sample))}: its watches break, or it restarts.`,
    arithmetic: [
      now(`${figure(perHour)} full lists an hour by each of ${figure(pattern.clients)} clients`),
      ...known(heldNow(pattern, sample)),
      after('one list at the start of a client; a broken watch goes on where it was'),
    ],
    assumptions: [
      ...heldAssumptions(pattern),
      'Usual reasons: restarts, time-outs of a proxy, 410 Gone after a slow consumer.',
    ],
    sources: [seatSource, 'Kubernetes API concepts: efficient detection of changes'],
    command: null,
  }
}

export const askLessOften: Judge = (pattern, sample) => {
  const every = everySeconds(pattern, sample)
  if (!isPolling(pattern, sample) || every > pollSecondsMost / 2) return null
  const rate = perSecond(pattern, sample)
  const rarer = pattern.clients / pollSecondsMost
  const less = heldText(pattern, rarer)
  return {
    id: 'ask-less-often',
    title: `Raise the interval to ${interval(pollSecondsMost)}`,
    why: `Each client repeats ${callText(pattern)} every ${interval(every)}.`,
    arithmetic: [
      now(pollText(pattern, sample)),
      after(
        `${figure(pattern.clients)} ÷ ${interval(pollSecondsMost)} = ${figure(rarer)}/s, ${figure(rate / rarer)} times fewer`,
      ),
      ...(less === null ? [] : [after(less)]),
    ],
    assumptions: [
      ...heldAssumptions(pattern),
      'As long an answer takes as now; under less load it takes less.',
    ],
    sources: [seatSource],
    command: null,
  }
}
