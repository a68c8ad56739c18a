// What went wrong in one round, gathered so that a person can read it: refusals by account with the statement
// that grants them, silence by region, the rest by cluster. Told at the end of the round; what is over is cleared.
import type { AwsAction } from '../../aws-client/closed-list.ts'
import type { AwsFailure } from '../../aws-client/failure.ts'
import { grantOf, policyText } from '../../aws-client/iam-policy.ts'
import { regionDown } from '../../aws-client/place.ts'
import { counted, limited, type Told, worded } from '../../aws-client/told.ts'

interface Refusal {
  readonly first: AwsFailure
  readonly actions: Set<AwsAction>
  readonly regions: Set<string>
}

interface Silence {
  readonly first: AwsFailure
  readonly accounts: Set<string>
}

interface WithoutBackups {
  readonly first: AwsFailure
  readonly accounts: Set<string>
  readonly regions: Set<string>
}

export interface At {
  readonly accountId: string
  readonly region: string
}

export class RoundTroubles {
  readonly #refusals = new Map<string, Refusal>()
  readonly #silences = new Map<string, Silence>()
  readonly #backups = new Map<string, WithoutBackups>()
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

  /** Of AWS Backup: nothing else suffers, but that is not known. */
  backups(at: At, failure: AwsFailure): void {
    if (failure.action === 'sts:AssumeRole') {
      this.#refuse(at, failure)
      return
    }
    const key = `${failure.kind} ${failure.kind === 'forbidden' ? at.accountId : at.region}`
    const known = this.#backups.get(key) ?? { first: failure, accounts: new Set(), regions: new Set() }
    known.accounts.add(at.accountId)
    known.regions.add(at.region)
    this.#backups.set(key, known)
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
      ...limited(
        [...this.#backups.values()].map((without) => withoutBackups(without, roleName)),
        'more backups',
      ),
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

function refusalOf(
  accountId: string,
  { first, actions, regions }: Refusal,
  roleName: string | undefined,
): Told {
  const list = [...actions].sort()
  const where = whereOf(regions)
  const others = list.length === 1 ? '' : ` and ${list.length - 1} more actions`
  const isBoundary = /explicit deny|service control policy|permissions boundary/i.test(first.message)
  return {
    kind: 'forbidden',
    subject: `account ${accountId}`,
    says: `Refused in ${where}: ${first.message}${others === '' ? '' : `;${others}`}. What was known before stays.`,
    steps: [
      grantedTo(roleName, accountId, list),
      ...(isBoundary
        ? [
            'A policy of the organisation denies it: allow these actions there, or name the regions you use under `regions`.',
          ]
        : []),
    ],
  }
}

const whereOf = (regions: ReadonlySet<string>): string =>
  regions.size === 1 ? ([...regions][0] ?? '') : `${regions.size} regions`

function grantedTo(roleName: string | undefined, accountId: string, actions: readonly AwsAction[]): string {
  const whom = roleName === undefined ? 'the credentials Periplus uses' : `the role ${roleName}`
  return `Give ${whom} in account ${accountId} this statement:\n${policyText(grantOf(actions))}`
}

/** Refusals are of an account, silence of a region: AWS Backup may not be offered there, or not be reached. */
function withoutBackups({ first, accounts, regions }: WithoutBackups, roleName: string | undefined): Told {
  const [accountId = '', region = ''] = [[...accounts][0], [...regions][0]]
  if (first.kind === 'forbidden') {
    const says = `AWS Backup refused in ${whereOf(regions)}: ${first.message}. Which of its clusters are backed up is not known; everything else is read.`
    const steps = [grantedTo(roleName, accountId, [first.action])]
    return { kind: first.kind, subject: `backups of account ${accountId}`, says, steps }
  }
  const says = `AWS Backup in ${region} gives no answer for ${counted(accounts.size, 'account')}, last: ${first.message}. Whether clusters there are backed up is as last known, or not known; everything else is read.`
  const steps = [
    `See whether this machine reaches the AWS Backup endpoint of ${region}, through its proxy, firewall or VPC endpoint.`,
    'It is asked again every round.',
  ]
  return { kind: first.kind, subject: `backups in ${region}`, says, steps }
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
