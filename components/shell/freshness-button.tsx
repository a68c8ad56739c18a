'use client'
// How much of the fleet answered, in the scope bar; a click lists what is stale and since when.
import type { Freshness } from '../../domain/model/freshness.ts'
import { count } from '../format/number.ts'
import { Deferred, deferred, useIdleRead } from '../ui/deferred.tsx'
import { WaitingLayer } from '../ui/faces.tsx'
import { Popover } from '../ui/popover.tsx'
import { type Tone, ToneIcon } from '../ui/status.tsx'
import type { FreshnessLayerProps } from './freshness-layer.tsx'

const layer = deferred(() => import('./freshness-layer.tsx'))

function summary({ clustersCovered, clustersTotal }: Freshness): { tone: Tone; text: string } {
  if (clustersTotal === 0) return { tone: 'unk', text: 'No data yet' }
  const text = `${count(clustersCovered)} of ${count(clustersTotal)} fresh`
  return { tone: clustersCovered === clustersTotal ? 'ok' : 'stale', text }
}

export function FreshnessButton(props: FreshnessLayerProps) {
  useIdleRead(layer)
  const { tone, text } = summary(props.freshness)
  const colour = tone === 'stale' ? 'warn' : tone
  const trigger = (
    <button type="button" className={`status tone-${colour}`} aria-label={`Freshness: ${text}`}>
      <ToneIcon tone={tone} />
      {text}
    </button>
  )
  return (
    <Popover label="Freshness" trigger={trigger} align="end" width={340}>
      <Deferred from={layer} waiting={<WaitingLayer />}>
        {({ FreshnessLayer }) => <FreshnessLayer {...props} />}
      </Deferred>
    </Popover>
  )
}
