// What the supervisor is told to read: one entry a source, with what its collector is given, or with why
// it cannot be read. Compares entries; knows no kind.
import type { CollectionKind, Trouble } from '../../domain/model/collection.ts'
import type { SourceDefinition } from '../../domain/model/source-definition.ts'

export type SourceOrigin = 'file' | 'environment' | 'page'

export interface DesiredSource {
  readonly sourceId: string
  readonly kind: CollectionKind
  readonly name: string
  readonly origin: SourceOrigin
  /** Where it is, in words: "context prod", "https://10.0.0.1:6443", "all accounts of the organization". */
  readonly place: string
  /** What it tells is made up. */
  readonly simulated?: true
  readonly plan:
    | {
        readonly definition: SourceDefinition
        /** Changes when anything it is read with does, the credential it names included. */
        readonly version: string
      }
    | { readonly trouble: Omit<Trouble, 'since'> }
}

/** True when one that is being read may go on as it is. */
export function isSamePlan(left: DesiredSource, right: DesiredSource): boolean {
  if ('trouble' in left.plan || 'trouble' in right.plan) {
    return JSON.stringify(left.plan) === JSON.stringify(right.plan)
  }
  return left.kind === right.kind && left.plan.version === right.plan.version
}
