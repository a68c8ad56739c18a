'use client'
// The second step of connecting: a token for that cluster, made here and filled into the texts, or one
// that its reader has.
import { Button } from '../../../../components/ui/button.tsx'
import { useMakeToken } from '../make-token.ts'
import { type Secret, useSecret } from '../secret.tsx'
import { SecretBox } from './secret-box.tsx'

/** A token made for another cluster must not stand in the texts for this one. */
export const isGoodFor = (secret: Secret | null, clusterId: string): secret is Secret =>
  secret !== null && (secret.clusters === 'all' || secret.clusters.includes(clusterId))

export function TokenStep({ clusterId }: { clusterId: string }) {
  const { secret } = useSecret()
  const make = useMakeToken(() => undefined)
  return (
    <div className="teach-step">
      <h3>2. A token for it</h3>
      {secret !== null && <SecretBox />}
      {!isGoodFor(secret, clusterId) && (
        <>
          <p>Create one that is good for this cluster alone, or use one you have.</p>
          <Button
            size="small"
            disabled={make.isPending}
            onClick={() => make.mutate({ name: clusterId, clusters: [clusterId] })}
          >
            Create a token for {clusterId}
          </Button>
          {make.isError && (
            <p className="field-error" role="alert">
              The token could not be created. The rest of the page stays as it is.
            </p>
          )}
        </>
      )}
    </div>
  )
}
