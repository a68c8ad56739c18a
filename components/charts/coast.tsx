'use client'
// The region strip: regions sit west to east on one coast; the area of a mark is the count of clusters, the
// sign in it the worst health, the bar below the mix. It is the region filter: click, or arrows and Space.
import { useRef } from 'react'
import type { ClusterHealth } from '../../domain/model/cluster-health.ts'
import { count } from '../format/number.ts'
import { coastHeight, markRadius, shoreAt, shorePath } from './coast-line.ts'

export interface CoastRegion {
  /** Empty for clusters of no known region. */
  readonly region: string
  readonly place: string | null
  readonly clusters: number
  readonly byHealth: Readonly<Record<ClusterHealth, number>>
}

export interface CoastProps {
  /** West to east. */
  readonly regions: readonly CoastRegion[]
  readonly chosen: readonly string[]
  readonly onToggle: (region: string) => void
}

const tones: Record<ClusterHealth, 'crit' | 'warn' | 'unk' | 'ok'> = {
  critical: 'crit',
  degraded: 'warn',
  stale: 'unk',
  unknown: 'unk',
  healthy: 'ok',
}
const worstFirst = ['critical', 'degraded', 'stale', 'unknown'] as const
const bestFirst = ['healthy', 'degraded', 'critical', 'stale', 'unknown'] as const

function worstOf({ byHealth }: CoastRegion): { health: ClusterHealth; says: string } {
  const health = worstFirst.find((one) => byHealth[one] > 0)
  if (health === undefined) return { health: 'healthy', says: 'all healthy' }
  return { health, says: `${count(byHealth[health])} ${health}` }
}

export function Coast({ regions, chosen, onToggle }: CoastProps) {
  const strip = useRef<HTMLFieldSetElement>(null)
  const move = (from: number, step: number) => {
    const next = Math.min(regions.length - 1, Math.max(0, from + step))
    strip.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <fieldset className="coast" ref={strip} aria-label="Regions, west to east">
      <svg
        className="coast-shore"
        viewBox={`0 0 1000 ${coastHeight}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path className="coast-sky" d={shorePath(1_000, true)} />
        <path className="coast-edge" d={shorePath(1_000, false)} vectorEffect="non-scaling-stroke" />
      </svg>
      {regions.map((region, index) => (
        <RegionMark
          key={region.region}
          region={region}
          shore={shoreAt((index + 0.5) / regions.length)}
          isChosen={chosen.includes(region.region)}
          onToggle={() => onToggle(region.region)}
          onMove={(step) => move(index, step)}
        />
      ))}
    </fieldset>
  )
}

interface RegionMarkProps {
  readonly region: CoastRegion
  readonly shore: number
  readonly isChosen: boolean
  readonly onToggle: () => void
  readonly onMove: (step: number) => void
}

function RegionMark({ region, shore, isChosen, onToggle, onMove }: RegionMarkProps) {
  const { health, says } = worstOf(region)
  const tone = tones[health]
  const name = region.region === '' ? 'no region' : region.region
  return (
    <button
      type="button"
      className="coast-region"
      aria-pressed={isChosen}
      aria-label={`${name}${region.place === null ? '' : `, ${region.place}`}: ${count(region.clusters)} clusters, ${says}`}
      onClick={onToggle}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
        if (step === 0) return
        event.preventDefault()
        onMove(step)
      }}
    >
      <Mark clusters={region.clusters} health={health} shore={shore} />
      <span className="coast-name">{name}</span>
      <span className="coast-place">{region.place ?? ' '}</span>
      <span className="coast-words">
        <span className={health === 'healthy' ? 'muted' : `tone-${tone}`}>{says}</span>
        <span className="coast-count">{count(region.clusters)}</span>
      </span>
      <Mix region={region} />
    </button>
  )
}

function Mark({ clusters, health, shore }: { clusters: number; health: ClusterHealth; shore: number }) {
  const radius = markRadius(clusters)
  const centre = { cx: 12, cy: shore }
  return (
    <svg className="coast-mark" width="24" height={coastHeight} aria-hidden="true">
      <circle {...centre} r={radius} className="coast-ring" />
      {health === 'critical' ? (
        <path
          className="coast-cross"
          d={`M9 ${shore - 3}l6 6M15 ${shore - 3}l-6 6`}
          strokeWidth="2"
          strokeLinecap="round"
        />
      ) : (
        <circle {...centre} r={2.2} className={`fill-${tones[health]}`} />
      )}
    </svg>
  )
}

function Mix({ region }: { region: CoastRegion }) {
  return (
    <span className="coast-mix" aria-hidden="true">
      {bestFirst
        .filter((health) => region.byHealth[health] > 0)
        .map((health) => (
          <span
            key={health}
            className={`back-${tones[health]}`}
            style={{ flexGrow: region.byHealth[health] }}
          />
        ))}
    </span>
  )
}
