'use client'
// Which sources speak of this cluster, how new their word is, and what goes wrong while they are read.
import { fullInstant } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { Status, type Tone } from '../../../../components/ui/status.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import type { WholeCluster } from '../cluster-view.ts'

type Told = WholeCluster['told'][number]

const stateTones: Readonly<Record<string, Tone>> = { watching: 'ok', failing: 'crit', stopped: 'unk' }

/** What a source does, as the start of a sentence. */
const stateWord = (state: string): string => `${state.charAt(0).toUpperCase()}${state.slice(1)}`

export function ToldCard({ cluster }: { cluster: WholeCluster }) {
  const { told, aliases } = cluster
  return (
    <Card
      title="Sources"
      actions={
        <PageLink className="btn btn-tiny" href="/sources">
          Open Sources
        </PageLink>
      }
      foot={
        aliases.length > 0 && (
          <span className="ellipsis" title={aliases.map(({ kind, value }) => `${kind} ${value}`).join('\n')}>
            Also known as {aliases.map(({ value }) => value).join(', ')}
          </span>
        )
      }
    >
      {told.length === 0 ? (
        <EmptyFace title="Only its audit log is known">
          Read its API server or its AWS account to see what is in it.
        </EmptyFace>
      ) : (
        <ul className="part-list">
          {told.map((one) => (
            <ToldItem key={one.sourceId} told={one} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function ToldItem({ told: { sourceId, state, observedAt, goneAt, troubles } }: { told: Told }) {
  return (
    <li className="told">
      <div className="row">
        <span className="medium grow">{sourceId}</span>
        <span className="note">last told {fullInstant(observedAt)}</span>
        <Status tone={goneAt === null ? (stateTones[state ?? ''] ?? 'info') : 'unk'}>
          {goneAt === null ? (state === null ? 'Not known' : stateWord(state)) : 'Finds it no more'}
        </Status>
      </div>
      {troubles.map((trouble) => (
        <div key={`${trouble.kind}${trouble.subject}`} className="told-trouble">
          <p>{trouble.says}</p>
          <ul className="steps">
            {trouble.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        </div>
      ))}
    </li>
  )
}
