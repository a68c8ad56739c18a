'use client'
// A part of the review that nothing feeds yet: says so, why, and what would.
import { Card } from '../../../../components/ui/card.tsx'
import { Badge } from '../../../../components/ui/status.tsx'

interface UnconnectedCardProps {
  readonly title: string
  readonly why: string
  /** What would feed it, and the way there. */
  readonly children: React.ReactNode
}

export function UnconnectedCard({ title, why, children }: UnconnectedCardProps) {
  return (
    <Card title={title} actions={<Badge tone="unk">Not connected</Badge>}>
      <div className="card-body unconnected">
        <p>{why.charAt(0).toUpperCase() + why.slice(1).replace(/\.$/, '')}.</p>
        <p className="note">{children}</p>
      </div>
    </Card>
  )
}
