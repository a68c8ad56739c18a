'use client'
// The last step of connecting: watches for the cluster and says what it sees, every few seconds.
import { plural } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type SourceTest, useSourceTest } from '../source-test.ts'
import type { SourcesView } from '../sources-view.ts'
import { healthNames, healthTones, skippedText } from '../words.ts'
import { RefusalItems } from './refusal-items.tsx'

const sumOf = (ways: SourceTest['ways'], of: 'accepted' | 'bodies'): number =>
  ways.reduce((sum, way) => sum + way[of], 0)

export function ConnectCheck({ clusterId, view }: { clusterId: string; view: SourcesView }) {
  const { query, queryKey } = useSourceTest(clusterId)
  return (
    <section className="teach-step connect-arrival" aria-label="See it arrive">
      <h3>4. See it arrive</h3>
      <QueryFaces query={query} queryKey={queryKey} what={`what ${clusterId} sends`} name="The test">
        {(test) => (
          <div className="connect-check" role="status">
            <span className="row row-wrap">
              <span className="medium">{clusterId}</span>
              <Status tone={healthTones[test.health]}>{healthNames[test.health]}</Status>
              {test.newest !== null && (
                <span className="secondary">newest event {fullInstant(test.newest)}</span>
              )}
            </span>
            <p>{test.health === 'silent' ? `${test.says} Looking again every 3 seconds.` : test.says}</p>
            {test.ways.length > 0 && (
              <p className="secondary">
                Taken so far: {plural(sumOf(test.ways, 'accepted'), 'event')} in{' '}
                {plural(sumOf(test.ways, 'bodies'), 'body', 'bodies')}, the last{' '}
                {test.lastHeardAt === null ? 'at a time not known' : fullInstant(test.lastHeardAt)}.
              </p>
            )}
            {view.params.connect === 'eks' && test.health === 'silent' && test.skipped.length > 0 && (
              <p className="secondary">
                Deliveries do arrive: {skippedText(test.skipped)} since the server started, of all clusters,
                left out on purpose.
              </p>
            )}
            {test.refused.length > 0 && test.health === 'refused' && (
              <RefusalItems calls={test.refused.slice(0, 3)} now={test.now} />
            )}
            {test.known && test.newest !== null && (
              <Button size="tiny" onClick={() => void view.setParams({ source: clusterId })}>
                Show {clusterId}
              </Button>
            )}
          </div>
        )}
      </QueryFaces>
    </section>
  )
}
