// What to do when the role of an account cannot be assumed: both sides, each with its statement. Pure.
import type { AwsFailure } from './failure.ts'
import { callerPolicy, policyText, principalOf, readerPolicy, roleArn, trustPolicy } from './iam-policy.ts'
import type { Identity } from './reach.ts'

export interface RoleWanted {
  readonly identity: Identity
  readonly reach: { readonly options: { readonly roleName: string | undefined } }
}

/** Steps in place of the general ones; none for other failures. */
export function roleAdvice(
  failure: AwsFailure,
  accountId: string,
  { identity, reach }: RoleWanted,
): { readonly steps?: readonly string[] } {
  const { roleName } = reach.options
  if (failure.action !== 'sts:AssumeRole' || failure.kind !== 'forbidden' || roleName === undefined) return {}
  const needs = { partition: identity.partition, roleName, accounts: [accountId] }
  const trust = trustPolicy({ callerArn: identity.arn, externalId: '<the external id of this source>' })
  return {
    steps: [
      `Make ${roleArn(identity.partition, accountId, roleName)} with this trust (leave out the condition if no external id is used):\n${policyText(trust)}`,
      `Give the role this policy:\n${policyText(readerPolicy())}`,
      `Give ${principalOf(identity.arn)} this policy:\n${policyText(callerPolicy(needs))}`,
    ],
  }
}
