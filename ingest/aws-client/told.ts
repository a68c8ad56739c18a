// What a person is told of failures of AWS: each in words with what to do, at most so many of a sort, and cleared
// once it is over.
import type { Trouble } from '../../domain/model/collection.ts'
import type { CollectionReport } from '../collection.ts'
import type { AwsFailure } from './failure.ts'

export type Told = Omit<Trouble, 'since'>

/** Subjects of one sort that are told one by one; the others are counted. */
const mostOfASort = 20

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

export function limited(troubles: readonly Told[], subject: string): readonly Told[] {
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
