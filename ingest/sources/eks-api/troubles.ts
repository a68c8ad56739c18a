// What went wrong in one round, gathered so that a person can read it: refusals by account with the statement
// that grants them, silence by region, the rest by cluster. Told at the end of the round; what is over is cleared.
import type { Trouble } from '../../../domain/model/collection.ts'
import type { CollectionReport } from '../../collection.ts'
import type { AwsAction } from './aws/closed-list.ts'
import type { AwsFailure } from './aws/failure.ts'
import { grantOf, policyText } from './aws/iam-policy.ts'
import { regionDown } from './aws/place.ts'

export type Told = Omit<Trouble, 'since'>

/** Subjects of one sort that are told one by one; the others are counted. */
const mostOfASort = 20

interface Refusal {
  readonly first: AwsFailure
  readonly actions: Set<AwsAction>
  readonly regions: Set<string>
}

interface Silence {
  readonly first: AwsFailure
  readonly accounts: Set<string>
}

export interface At {
  readonly accountId: string
  readonly region: string
}

export class RoundTroubles {
  readonly #refusals = new Map<string, Refusal>()
  readonly #silences = new Map<string, Silence>()
  readonly #clusters = new Map<string, Told>()
  readonly #others = new Map<string, Told>()

  /** What could not be read of a whole account and region. */
  place(at: At, failure: AwsFailure): void {
    if (failure.kind === 'forbidden') this.#refuse(at, failure)
    else if (failure.kind === 'unreachable' || failure.kind === 'certificate') this.#silence(at, failure)
    else this.say({ subject: `account ${at.accountId}, ${at.region}`, ...worded(failure) })
  }

  /** What could not be read of one cluster. */
  cluster(at: At, name: string, failure: AwsFailure): void {
    if (failure.kind === 'forbidden') this.#refuse(at, failure)
    else if (failure.code === regionDown) this.#silence(at, failure)
    else {
      const subject = `cluster ${name}, account ${at.accountId}, ${at.region}`
      this.#clusters.set(`${subject} ${failure.action}`, { subject, ...worded(failure) })
    }
  }

  say(trouble: Told): void {
    this.#others.set(`${trouble.kind} ${trouble.subject}`, trouble)
  }

  all(roleName: string | undefined): Told[] {
    return [
      ...limited([...this.#others.values()], 'more troubles'),
      ...limited(
        [...this.#refusals].map(([account, refusal]) => refusalOf(account, refusal, roleName)),
        'more accounts',
      ),
      ...[...this.#silences].map(([region, silence]) => silenceOf(region, silence)),
      ...limited([...this.#clusters.values()], 'more clusters'),
    ]
  }

  #refuse({ accountId, region }: At, failure: AwsFailure): void {
    // The role could not be assumed anew: no statement for the role helps.
    if (failure.action === 'sts:AssumeRole') {
      this.say({ subject: `account ${accountId}`, ...worded(failure) })
      return
    }
    const known = this.#refusals.get(accountId) ?? { first: failure, actions: new Set(), regions: new Set() }
    known.actions.add(failure.action)
    known.regions.add(region)
    this.#refusals.set(accountId, known)
  }

  #silence({ accountId, region }: At, failure: AwsFailure): void {
    const known = this.#silences.get(region) ?? { first: failure, accounts: new Set() }
    known.accounts.add(accountId)
    this.#silences.set(region, known)
  }
}

/** Keeps what was told, so that what is no longer so is cleared. */
export class ToldTroubles {
  readonly #report: CollectionReport
  #before: readonly Told[] = []

  constructor(report: CollectionReport) {
    this.#report = report
  }

  replace(now: readonly Told[]): void {
    const kept = new Set(now.map(({ kind, subject }) => `${kind} ${subject}`))
    const over = this.#before.filter(({ kind, subject }) => !kept.has(`${kind} ${subject}`))
    for (const subject of new Set(over.map((trouble) => trouble.subject))) this.#report.clear(subject)
    for (const trouble of now) this.#report.trouble(trouble)
    this.#before = now
  }
}

function refusalOf(
  accountId: string,
  { first, actions, regions }: Refusal,
  roleName: string | undefined,
): Told {
  const list = [...actions].sort()
  const where = regions.size === 1 ? [...regions][0] : `${regions.size} regions`
  const others = list.length === 1 ? '' : ` and ${list.length - 1} more actions`
  const whom = roleName === undefined ? 'the credentials Periplus uses' : `the role ${roleName}`
  const isBoundary = /explicit deny|service control policy|permissions boundary/i.test(first.message)
  return {
    kind: 'forbidden',
    subject: `account ${accountId}`,
    says: `Refused in ${where}: ${first.message}${others === '' ? '' : `;${others}`}. What was known before stays.`,
    steps: [
      `Give ${whom} in account ${accountId} this statement:\n${policyText(grantOf(list))}`,
      ...(isBoundary
        ? [
            'A policy of the organisation denies it: allow these actions there, or name the regions you use under `regions`.',
          ]
        : []),
    ],
  }
}

function silenceOf(region: string, { first, accounts }: Silence): Told {
  return {
    kind: first.kind,
    subject: region,
    says: `EKS in ${region} gives no answer, last: ${first.message}. ${counted(accounts.size, 'account')} could not be read there; clusters stay as last seen.`,
    steps: [
      `See whether this machine reaches the EKS endpoint of ${region}, through its proxy, firewall or VPC endpoint.`,
      'It is tried again every round; a region you do not use can be left out under `regions`.',
    ],
  }
}

const steps: Partial<Record<Trouble['kind'], string>> = {
  throttled: 'It is called more slowly now. Other tools may use up the same account’s rate; see CloudTrail.',
  clock: 'Set this machine’s clock by NTP: AWS refuses what is signed five minutes off.',
  unauthorized: 'See whether the credentials are still valid, and the region enabled for this account.',
  certificate: 'Give Node the certificate authority of your proxy (NODE_EXTRA_CA_CERTS).',
}

export function worded(failure: AwsFailure): Pick<Told, 'kind' | 'says' | 'steps'> {
  const step = steps[failure.kind]
  return {
    kind: failure.kind,
    says: failure.message,
    steps: [step ?? 'It is tried again every round; everything else is read.'],
  }
}

function limited(troubles: readonly Told[], subject: string): readonly Told[] {
  const left = troubles.slice(mostOfASort)
  const [first] = left
  if (first === undefined) return troubles
  const says = `The same in ${left.length} more: ${left
    .map((trouble) => trouble.subject)
    .slice(0, 100)
    .join(', ')}`
  return [...troubles.slice(0, mostOfASort), { kind: first.kind, subject, says, steps: first.steps }]
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
