'use client'
// Ingest tokens: who may send, for which clusters, until when, and when each was last used. Made, rotated
// and revoked here; a secret is shown once, when it is made.
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { plural } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useSources } from '../../_frame/sources.tsx'
import { useSecret } from '../secret.tsx'
import { tokenState } from '../words.ts'
import { TokenForm, TokenRows } from './deferred-panels.tsx'
import { SecretBox } from './secret-box.tsx'

export function TokenCard() {
  const trpc = useTRPC()
  const { list } = useSources()
  const { connecting } = useSecret()
  const [making, setMaking] = useState(false)
  const options = trpc.tokens.list.queryOptions(undefined)
  const query = useQuery(options)
  const working = query.data?.tokens.filter((token) => list && tokenState(token, list.now).works).length
  return (
    <Card
      title="Ingest tokens"
      {...(working !== undefined && { sub: `${plural(working, 'token')} besides the first one` })}
      busy={query.data !== undefined && query.isFetching}
      actions={
        <Button size="tiny" aria-expanded={making} onClick={() => setMaking(!making)}>
          <Plus size={12} aria-hidden="true" />
          Create token
        </Button>
      }
      foot={<FirstToken tokenPath={list?.tokenPath} />}
    >
      {making && (
        <div className="card-body token-form-body">
          <TokenForm onMade={() => setMaking(false)} onCancel={() => setMaking(false)} />
        </div>
      )}
      {!connecting && <SecretBox />}
      <QueryFaces
        query={query}
        queryKey={options.queryKey}
        what="ingest tokens"
        name="Ingest tokens"
        empty={({ tokens }) =>
          tokens.length === 0 ? (
            <p className="card-body note">
              No tokens but the first one. A token of its own for each sender can be revoked without the
              others.
            </p>
          ) : null
        }
      >
        {({ tokens }) => (list === undefined ? null : <TokenRows tokens={tokens} now={list.now} />)}
      </QueryFaces>
    </Card>
  )
}

function FirstToken({ tokenPath }: { tokenPath: string | null | undefined }) {
  if (tokenPath === undefined) return null
  return (
    <span>
      The first token, good for every cluster, is{' '}
      {tokenPath === null ? (
        'set by PERIPLUS_INGEST_TOKEN'
      ) : (
        <>
          in <code className="mono">{tokenPath}</code>
        </>
      )}
      . It is not listed and cannot be revoked here.
    </span>
  )
}
