// Which accounts and regions are searched, each with a session of its own. One that cannot be entered is told and left
// out; where nothing at all is known, this try ends.
import type { LogsSource } from '../../../domain/model/source-definition.ts'
import { isOpen, listAccounts } from '../../aws-client/accounts.ts'
import { forEachOf } from '../../aws-client/crowd.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { Identity, Reach } from '../../aws-client/reach.ts'
import { eksRegions } from '../../aws-client/regions.ts'
import { roleAdvice } from '../../aws-client/role-advice.ts'
import { type Told, worded } from '../../aws-client/told.ts'
import { CollectionFailure } from '../../collection.ts'

export interface Places {
  readonly identity: Identity
  readonly places: readonly Place<'logs'>[]
  readonly troubles: readonly Told[]
}

const accountsAtOnce = 8

const ended = (error: unknown, what: string): unknown => {
  if (!(error instanceof AwsFailure)) return error
  const { steps } = worded(error)
  return new CollectionFailure(
    { kind: error.kind, subject: '', says: `${what}: ${error.message}`, steps },
    { cause: error, ...(error.retryAfterMs > 0 ? { retryAfterMs: error.retryAfterMs } : {}) },
  )
}

async function told<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw ended(error, what)
  }
}

const configuration = (says: string, step: string): CollectionFailure =>
  new CollectionFailure({ kind: 'configuration', subject: '', says, steps: [step] })

export async function findPlaces(
  { accounts: wanted, roleName, regions: named }: LogsSource,
  reach: Reach,
): Promise<Places> {
  const identity = await told(reach.identity(), 'AWS does not say who this machine is')
  const isAbroad =
    wanted === 'organization' || (wanted ?? []).some((accountId) => accountId !== identity.accountId)
  if (isAbroad && roleName === undefined)
    throw configuration(
      'Other accounts are to be read, but no role is named to be assumed in them',
      'Set `roleName`, or leave out `accounts` to read the account of the credentials alone.',
    )
  const regions = [...new Set(named ?? eksRegions(identity.partition))]
  if (regions.length === 0)
    throw configuration(
      `No regions are known for the partition ${identity.partition}`,
      'Name them under `regions`.',
    )
  const { accounts } = await told(
    listAccounts(wanted, identity.accountId, reach),
    'The accounts of the organisation cannot be listed',
  )
  const places: Place<'logs'>[] = []
  const troubles: Told[] = []
  await forEachOf(accounts.filter(isOpen), accountsAtOnce, async ({ accountId }) => {
    try {
      const session = await reach.session(accountId, identity)
      places.push(...regions.map((region) => reach.regional('logs', { accountId, region }, session)))
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      const subject = `account ${accountId}`
      troubles.push({ subject, ...worded(error), ...roleAdvice(error, accountId, { identity, reach }) })
    }
  })
  return { identity, places, troubles }
}

/** A region that an account has not enabled knows nobody of it: no trouble unless it was named. */
export const isDisabled = ({ code }: AwsFailure, { regions }: LogsSource): boolean =>
  regions === undefined && /^(UnrecognizedClient|InvalidClientTokenId)/.test(code)
