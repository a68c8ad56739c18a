// One look without storing anything: credentials, accounts, log groups, and one search of a minute of one of them. Says
// what the first reading looks through and costs, what is missing, and the statement that grants it.
import type { LogsSource } from '../../../domain/model/source-definition.ts'
import { forEachOf } from '../../aws-client/crowd.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import { logsPolicy, policyText } from '../../aws-client/iam-policy.ts'
import type { Place } from '../../aws-client/place.ts'
import type { Reach } from '../../aws-client/reach.ts'
import { counted } from '../../aws-client/told.ts'
import { CollectionFailure, type CollectionTest } from '../../collection.ts'
import { estimatedBytes, type LogGroup, logGroups, searchesOfHour, sizeText } from './groups.ts'
import { rangeOfHours } from './hours.ts'
import { findPlaces, isDisabled, type Places } from './places.ts'
import { auditStream, logGroupOf } from './query.ts'
import type { LogsTuning } from './tuning.ts'

type Check = CollectionTest['checks'][number]
interface At {
  readonly place: Place<'logs'>
  readonly group: LogGroup
}

const hourMs = 3_600_000

export async function testLogs(
  definition: LogsSource,
  reach: Reach,
  tuning: LogsTuning,
): Promise<CollectionTest> {
  const checks: Check[] = []
  const done = (): CollectionTest => ({ checks, clockSkewMs: reach.options.clients.skewMs })
  const found = await placesOf(definition, reach, checks)
  if (found === undefined) return done()
  const { places, identity } = found
  const grant = policyText(logsPolicy(identity.partition))
  const nowMs = Date.now() + (reach.options.clients.skewMs ?? 0)
  const groups = await groupsOf(definition, places, nowMs, grant, checks)
  for (const name of definition.clusters ?? []) {
    if (groups.some(({ group }) => group.clusterName === name)) continue
    const says = `There is no log group ${logGroupOf(name)}: switch on the control-plane log type “audit” of this cluster.`
    checks.push({ what: `Cluster ${name}`, ok: false, says, grant: null })
  }
  const [first] = groups
  if (first === undefined) return done()
  checks.push(planOf(definition, groups, nowMs, tuning))
  checks.push(await searchOf(first, nowMs, grant, reach, tuning))
  return done()
}

async function placesOf(definition: LogsSource, reach: Reach, checks: Check[]): Promise<Places | undefined> {
  try {
    const found = await findPlaces(definition, reach)
    checks.push({ what: 'AWS credentials', ok: true, says: `They are ${found.identity.arn}.`, grant: null })
    for (const { subject, says, steps } of found.troubles)
      checks.push({ what: subject, ok: false, says, grant: steps.join('\n') })
    return found
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    checks.push({ what: 'AWS credentials', ok: false, says: error.trouble.says, grant: null })
    return undefined
  }
}

async function groupsOf(
  definition: LogsSource,
  places: Places['places'],
  nowMs: number,
  grant: string,
  checks: Check[],
): Promise<At[]> {
  const groups: At[] = []
  await forEachOf(places, Math.max(1, places.length), async (place) => {
    try {
      const found = await logGroups(place, { clusters: definition.clusters, nowMs })
      groups.push(...found.map((group) => ({ place, group })))
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      if (isDisabled(error, definition)) return
      const what = `Account ${place.accountId}, ${place.region}`
      const isForbidden = error.kind === 'forbidden'
      checks.push({ what, ok: false, says: error.message, grant: isForbidden ? grant : null })
    }
  })
  const says = `${counted(groups.length, 'log group')} of clusters.`
  checks.push({ what: 'Log groups', ok: groups.length > 0, says, grant: null })
  return groups
}

/** As far as is known before the first search; hours that are known already are not searched again. */
function planOf(
  { hoursBack, gigabytesPerDay, usdPerGigabyte }: LogsSource,
  groups: readonly At[],
  nowMs: number,
  { settleMs }: LogsTuning,
): Check {
  let [hours, bytes] = [0, 0]
  for (const { group } of groups) {
    const { from, to } = rangeOfHours({ nowMs, settleMs, hoursBack, keptFromMs: group.keptFromMs })
    const of = (to.getTime() - from.getTime()) / hourMs
    hours += of
    bytes += of * searchesOfHour * estimatedBytes(group, nowMs)
  }
  const size = sizeText(bytes, usdPerGigabyte)
  return {
    what: 'First reading',
    ok: true,
    says:
      `${counted(hours, 'hour')} of ${counted(groups.length, 'cluster')}, each searched ${searchesOfHour} times: about ${size}, ` +
      `estimated from what the log groups hold. At most ${gigabytesPerDay} GB a day are looked through.`,
    grant: null,
    isTold: true,
  }
}

/** One minute, so that it costs next to nothing; what it finds is not looked at. */
async function searchOf(
  { place, group }: At,
  nowMs: number,
  grant: string,
  reach: Reach,
  { pollMs }: LogsTuning,
): Promise<Check> {
  const what = `Search in ${logGroupOf(group.clusterName)}, ${place.region}`
  const endTime = Math.floor(nowMs / 1_000)
  try {
    const { queryId = '' } = await place.ask('StartQuery', {
      logGroupName: logGroupOf(group.clusterName),
      queryString: `filter @logStream like "${auditStream}" | stats count(*) as requests`,
      startTime: endTime - 60,
      endTime,
    })
    await reach.options.time.sleep(pollMs, reach.options.signal)
    const { status } = await place.ask('GetQueryResults', { queryId })
    if (status === 'Running' || status === 'Scheduled') await place.ask('StopQuery', { queryId })
    return { what, ok: true, says: 'Searches may be made.', grant: null }
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    return { what, ok: false, says: error.message, grant: error.kind === 'forbidden' ? grant : null }
  }
}
