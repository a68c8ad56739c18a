// What stands in place of rows of node groups or add-ons: nobody told of any, or none of those told matches.
import { EmptyFace } from '../../../../components/ui/faces.tsx'

interface NoPartsProps {
  /** "node group" */
  readonly what: string
  /** "Node groups come from the EKS API" */
  readonly toldBy: string
  readonly isTold: boolean
}

export function NoParts({ what, toldBy, isTold }: NoPartsProps) {
  if (isTold)
    return (
      <EmptyFace title={`No ${what} matches`}>Others are hidden by the find field or by facets.</EmptyFace>
    )
  return <EmptyFace title={`No ${what} is known`}>{toldBy}; no source told of one in this scope.</EmptyFace>
}
