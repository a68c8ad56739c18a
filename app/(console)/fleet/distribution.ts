// Which distributions are one press away, and what of the fleet a cell of one stands for.
import type { FleetFacet } from '../../../domain/model/fleet-facets.ts'
import type { RouterOutputs } from '../../../server/root.ts'

export type Distribution = RouterOutputs['fleet']['distribution']

interface Spread {
  readonly label: string
  readonly down: FleetFacet
  readonly across: FleetFacet
}

export const spreads: readonly Spread[] = [
  { label: 'Version × support', down: 'version', across: 'support' },
  { label: 'AMI × version', down: 'amiType', across: 'version' },
  { label: 'Add-on versions', down: 'addOnVersion', across: 'version' },
]

type Choices = Partial<Record<FleetFacet, string[]>>

/** What narrows to the clusters of one cell, of a whole row or of a whole column; null is all of an axis. */
export function cellChoices(
  spread: Pick<Spread, 'down' | 'across'>,
  row: string | null,
  column: string | null,
): Choices {
  return {
    ...(row !== null && { [spread.down]: [row] }),
    ...(column !== null && { [spread.across]: [column] }),
  }
}
