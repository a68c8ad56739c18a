'use client'
// Who knocks in vain: calls to the ingest addresses that were not taken since this process started.
// Nothing is drawn while there are none.
import { plural } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useSourceRows, useSourcesView } from '../sources-view.ts'

const items = deferred(() => import('./refusal-items.tsx'))

export function RefusedCalls() {
  const view = useSourcesView()
  const { query, page } = useSourceRows(view)
  const calls = page?.intake?.refusedCalls ?? []
  const now = query.data?.now
  if (calls.length === 0 || now === undefined) return null
  const times = calls.reduce((sum, call) => sum + call.count, 0)
  return (
    <Card
      title="Refused calls"
      sub={`${plural(times, 'call')} not taken since the server started, newest first`}
      foot="Kept in memory only. Nothing of what was sent is kept."
    >
      <div className="card-body">
        <Deferred from={items} waiting={<SkeletonRows rows={2} />}>
          {({ RefusalItems }) => <RefusalItems calls={calls} now={now} />}
        </Deferred>
      </div>
    </Card>
  )
}
