'use client'
// The faces of a panel without data: loading, empty, failed.
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, ErrorFace, LoadingFace } from '../../../../components/ui/faces.tsx'

const nothing = () => undefined

export function FaceParts() {
  return (
    <>
      <Card title="Loading" sub="shape first, then words">
        <LoadingFace what="12 regions" onStop={nothing} />
      </Card>
      <Card title="Empty" sub="says why, offers one step">
        <EmptyFace
          title="No requests match these 3 filters"
          action={<Button size="tiny">Clear filters</Button>}
        >
          The window holds other requests, or none. Clearing shows which.
        </EmptyFace>
      </Card>
      <Card title="Error" sub="what failed, why, what to do">
        <ErrorFace
          title="Top talkers could not be read."
          reason="The event store is away; it is asked again when you try."
          details="SERVICE_UNAVAILABLE · traffic.topTalkers"
          onRetry={nothing}
        />
      </Card>
    </>
  )
}
