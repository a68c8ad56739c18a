// What a person is told of this source: what it will look through, and what it could not read and why. Pure.
import type { AwsFailure } from '../../aws-client/failure.ts'
import { logsPolicy, policyText } from '../../aws-client/iam-policy.ts'
import { type Told, worded } from '../../aws-client/told.ts'
import { logGroupOf } from './query.ts'

export interface At {
  readonly accountId: string
  readonly region: string
}

const clusterSubject = (name: string, { accountId, region }: At): string =>
  `cluster ${name}, account ${accountId}, ${region}`

export const hourText = (hour: Date): string => `${hour.toISOString().slice(0, 13)}:00 UTC`

const switchOn = (name: string, region: string): string =>
  `Switch on the control-plane log type “audit” of the cluster, in its EKS settings or by:\naws eks update-cluster-config --region ${region} --name ${name} --logging '{"clusterLogging":[{"types":["audit"],"enabled":true}]}'`

export function noGroup(name: string, regions: readonly string[]): Told {
  const where = regions.length === 0 ? 'any region' : regions.join(', ')
  return {
    kind: 'not-found',
    subject: `cluster ${name}`,
    says: `There is no log group ${logGroupOf(name)} in ${where}: this cluster does not write its audit log to CloudWatch.`,
    steps: [
      switchOn(name, regions[0] ?? 'REGION'),
      'Or leave the cluster out under `clusters` of this source.',
    ],
  }
}

export function noEvents(name: string, hour: Date, at: At): Told {
  return {
    kind: 'not-found',
    subject: clusterSubject(name, at),
    says: `Its log group holds no audit event of ${hourText(hour)}: the log type “audit” is off, or was switched on later. Earlier hours are not searched.`,
    steps: [switchOn(name, at.region)],
  }
}

export function notRead(name: string, hour: Date, at: At, says: string): Told {
  return {
    kind: 'internal',
    subject: clusterSubject(name, at),
    says: `${hourText(hour)} is not counted: ${says}. Nothing of it is stored; other hours are.`,
    steps: ['It is searched again in the next round, within what `gigabytesPerDay` leaves.'],
  }
}

export function spent(
  gigabytesPerDay: number,
  left: { readonly hours: number; readonly size: string },
): Told {
  return {
    kind: 'throttled',
    subject: 'gigabytesPerDay',
    says: `Today’s ${gigabytesPerDay} GB are used up: ${left.hours} ${left.hours === 1 ? 'hour' : 'hours'} of clusters wait, about ${left.size}. What was read stays.`,
    steps: [
      'They are read when the next UTC day begins, the newest first.',
      'Set `gigabytesPerDay` of this source higher, or `hoursBack` or `clusters` lower.',
    ],
  }
}

const isDeniedByOrganisation = (message: string): boolean =>
  /explicit deny|service control policy|permissions boundary/i.test(message)

export function failed(failure: AwsFailure, at: At, partition: string): Told {
  const subject = `account ${at.accountId}, ${at.region}`
  if (failure.kind !== 'forbidden') return { subject, ...worded(failure) }
  return {
    kind: 'forbidden',
    subject,
    says: `${failure.message}. What was read before stays.`,
    steps: [
      `Give the role this policy:\n${policyText(logsPolicy(partition))}`,
      ...(isDeniedByOrganisation(failure.message)
        ? [
            'A policy of the organisation denies it: allow these actions there, or name the regions you use under `regions`.',
          ]
        : []),
    ],
  }
}

export function conflict(name: string, at: At, says: string): Told {
  return {
    kind: 'conflict',
    subject: clusterSubject(name, at),
    says,
    steps: [
      'Give one of them another id under `cluster` of its source, or remove the source that names the wrong one.',
    ],
  }
}
