// One look at a source without storing anything: credentials, accounts, roles, regions, and each action on one
// cluster. Says what works, what is missing, and the statement that grants it.
import type { Account } from '../../../domain/model/account.ts'
import type { PartKind } from '../../../domain/model/cluster-part.ts'
import type { EksSource } from '../../../domain/model/source-definition.ts'
import { isOpen, listAccounts } from '../../aws-client/accounts.ts'
import type { AwsAction } from '../../aws-client/closed-list.ts'
import { forEachOf } from '../../aws-client/crowd.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import { callerPolicy, grantOf, policyText } from '../../aws-client/iam-policy.ts'
import type { Place } from '../../aws-client/place.ts'
import type { Identity, Reach } from '../../aws-client/reach.ts'
import { eksRegions } from '../../aws-client/regions.ts'
import { roleAdvice } from '../../aws-client/role-advice.ts'
import { counted, worded } from '../../aws-client/told.ts'
import type { CollectionTest } from '../../collection.ts'
import { type PartRule, partRules } from './part-rules.ts'

type Check = CollectionTest['checks'][number]

/** Accounts that are tried; the others are read by the same role. */
const mostAccounts = 10

export async function testReach(definition: EksSource, reach: Reach): Promise<CollectionTest> {
  const checks: Check[] = []
  const done = (): CollectionTest => ({ checks, clockSkewMs: reach.options.clients.skewMs })
  const identity = await tried(
    checks,
    'AWS credentials',
    () => reach.identity(),
    null,
    ({ arn }) => `They are ${arn}.`,
  )
  if (identity === undefined) return done()
  const accounts = await accountsOf(definition, identity, reach, checks)
  const regions = definition.regions ?? eksRegions(identity.partition)
  let found: TestedCluster | undefined
  await forEachOf(accounts.slice(0, mostAccounts), 1, async ({ accountId }) => {
    const seen = await testAccount(accountId, identity, regions, reach, checks)
    found ??= seen
  })
  if (found !== undefined) await testCluster(found, checks)
  return done()
}

interface TestedCluster {
  readonly place: Place
  readonly backup: Place<'backup'>
  readonly name: string
}

/** A check of what `work` does; undefined when AWS would not. */
async function tried<Answer>(
  checks: Check[],
  what: string,
  work: () => Promise<Answer>,
  grant: string | null,
  says: (answer: Answer) => string,
): Promise<Answer | undefined> {
  try {
    const answer = await work()
    checks.push({ what, ok: true, says: says(answer), grant: null })
    return answer
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    checks.push({ what, ok: false, says: error.message, grant: error.kind === 'forbidden' ? grant : null })
    return undefined
  }
}

async function accountsOf(
  definition: EksSource,
  identity: Identity,
  reach: Reach,
  checks: Check[],
): Promise<readonly Account[]> {
  const { accounts: wanted, roleName } = definition
  const needs = callerPolicy({ partition: identity.partition, roleName, accounts: 'organization' })
  const list = await tried(
    checks,
    'Accounts',
    () => listAccounts(wanted, identity.accountId, reach),
    policyText(needs),
    ({ accounts }) => `${counted(accounts.filter(isOpen).length, 'active account')} to read.`,
  )
  if (list?.withoutPaths) {
    const grant = policyText(grantOf([list.withoutPaths.action]))
    checks.push({ what: 'Organisational units', ok: false, says: list.withoutPaths.message, grant })
  }
  return list?.accounts.filter(isOpen) ?? []
}

async function testAccount(
  accountId: string,
  identity: Identity,
  regions: readonly string[],
  reach: Reach,
  checks: Check[],
): Promise<TestedCluster | undefined> {
  const what = `Account ${accountId}`
  let session: Awaited<ReturnType<Reach['session']>>
  try {
    session = await reach.session(accountId, identity)
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    const { steps } = { ...worded(error), ...roleAdvice(error, accountId, { identity, reach }) }
    checks.push({
      what,
      ok: false,
      says: error.message,
      grant: error.kind === 'forbidden' ? steps.join('\n') : null,
    })
    return undefined
  }
  const clusters: TestedCluster[] = []
  const failures: { readonly region: string; readonly failure: AwsFailure }[] = []
  await forEachOf(regions, regions.length, async (region) => {
    const place = reach.place(accountId, region, session)
    const backup = reach.regional('backup', { accountId, region }, session)
    try {
      const names = await place.all('ListClusters', { include: ['all'] }, ({ clusters }) => clusters)
      clusters.push(...names.map((name) => ({ place, backup, name })))
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      failures.push({ region, failure: error })
    }
  })
  checks.push(accountCheck(what, regions.length, clusters.length, failures))
  return clusters[0]
}

function accountCheck(
  what: string,
  regions: number,
  clusters: number,
  failures: readonly { readonly region: string; readonly failure: AwsFailure }[],
): Check {
  const found = `${counted(clusters, 'cluster')} in ${counted(regions - failures.length, 'region')}`
  const [first] = failures
  if (first === undefined) return { what, ok: true, says: `${found}.`, grant: null }
  const denied = failures.find(({ failure }) => failure.kind === 'forbidden')
  return {
    what,
    ok: failures.length < regions && denied === undefined,
    says: `${found}; not read in ${failures.map(({ region }) => region).join(', ')}: ${(denied ?? first).failure.message}`,
    grant: denied === undefined ? null : policyText(grantOf(['eks:ListClusters'])),
  }
}

/** Undefined when nobody ever asked for one. */
async function lastRefresh(place: Place, clusterName: string) {
  try {
    return await place.ask('DescribeInsightsRefresh', { clusterName })
  } catch (error) {
    if (error instanceof AwsFailure && error.kind === 'not-found') return undefined
    throw error
  }
}

/** Every other action once, but for the one that has EKS look anew. */
async function testCluster({ place, backup, name }: TestedCluster, checks: Check[]): Promise<void> {
  const refused = new Set<AwsAction>()
  const failed: string[] = []
  const attempt = async <Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      if (error.kind === 'forbidden') refused.add(error.action)
      else failed.push(error.message)
      return undefined
    }
  }
  const described = await attempt(() => place.ask('DescribeCluster', { name }))
  const kubernetesVersion = described?.cluster?.version
  await attempt(() => place.ask('DescribeClusterVersions', { maxResults: 1 }))
  if (described?.cluster?.connectorConfig === undefined) {
    if (kubernetesVersion !== undefined) {
      await attempt(() => place.ask('DescribeAddonVersions', { kubernetesVersion, maxResults: 1 }))
    }
    for (const rule of partRules as readonly PartRule<PartKind>[]) {
      const [listed] = (await attempt(() => rule.list(place, name))) ?? []
      if (listed !== undefined) await attempt(() => rule.describe(place, name, listed, true))
    }
    await attempt(() => backup.ask('ListProtectedResources', { MaxResults: 1 }))
    await attempt(() => lastRefresh(place, name))
    // Asking for one is no test; whoever may not see how it went is not granted the asking either.
    if (refused.has('eks:DescribeInsightsRefresh')) refused.add('eks:StartInsightsRefresh')
  }
  const actions = [...refused].sort()
  checks.push({
    what: `Cluster ${name}, account ${place.accountId}, ${place.region}`,
    ok: actions.length === 0 && failed.length === 0,
    says: [actions.length === 0 ? 'Nothing was refused.' : `Refused: ${actions.join(', ')}.`, ...failed].join(
      ' ',
    ),
    grant: actions.length === 0 ? null : policyText(grantOf(actions)),
  })
}
