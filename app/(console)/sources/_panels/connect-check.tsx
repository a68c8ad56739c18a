'use client'
// The last step of connecting: watches for the cluster and says what it sees, every few seconds.
import { fullInstant } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useSourceTest } from '../source-test.ts'
import type { SourcesView } from '../sources-view.ts'
import { healthNames, healthTones, skippedText } from '../words.ts'
import { RefusalItems } from './refusal-items.tsx'

export function ConnectCheck({ clusterId, view }: { clusterId: string; view: SourcesView }) {
  const { query, queryKey } = useSourceTest(clusterId)
  return (
    <section className="teach-step" aria-label="See it arrive">
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
            {test.health === 'silent' && test.skipped.length > 0 && (
              <p className="secondary">
                Since the server started {skippedText(test.skipped)} came from all clusters, and were left out
                on purpose: deliveries do arrive.
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
