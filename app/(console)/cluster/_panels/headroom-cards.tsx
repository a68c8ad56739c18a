'use client'
// How much room the control plane has: seats, requests in flight, 429s, the database, pods. Each number with its
// limit, its peak and its course over the time of the page.
import { Spark } from '../../../../components/charts/spark.tsx'
import { plural } from '../../../../components/format/number.ts'
import { Coverage } from '../../../../components/ui/coverage.tsx'
import type { ControlPlaneLine, ControlPlaneSeries } from '../../../../domain/model/control-plane-series.ts'
import { formatOf, hasReadings, limitText, unitWords } from '../../_frame/control-plane-chart.ts'
import { useControlPlaneSeries } from '../../_frame/control-plane-question.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import type { ClusterView, WholeCluster } from '../cluster-view.ts'
import { endsText, growthText, lineSaid, ofLimitText, peakText } from '../headroom.ts'
import { HeadroomCard, PodsCard } from './headroom-card.tsx'
import { type ControlPlaneProps, HeadroomPlace } from './headroom-place.tsx'
import { NoMetricsCard } from './no-metrics-card.tsx'

const titles: Partial<Record<ControlPlaneLine['measure'], string>> = {
  seats: 'API seats in use',
  inflight: 'Requests in flight',
  rejected: 'Rejected with 429',
  database: 'Cluster database',
}

const measures = ['seats', 'inflight', 'rejected', 'database'] as const

function useHeadroom({ clusterId, window }: ClusterView) {
  return useControlPlaneSeries(
    clusterId === null || window === null
      ? null
      : {
          scope: { clusters: [clusterId] },
          window: { from: window.from.toISOString(), to: window.to.toISOString() },
          measures: [...measures],
        },
  )
}

export function HeadroomCards({ cluster, view }: ControlPlaneProps) {
  const { query, queryKey } = useHeadroom(view)
  const answer = query.data
  if (answer === undefined) {
    if (query.status === 'pending') return <HeadroomPlace />
    return (
      <section className="card" aria-label="Headroom">
        <QueryFaces
          query={query}
          queryKey={queryKey}
          what="its metrics"
          name="The headroom of its control plane"
        >
          {() => null}
        </QueryFaces>
      </section>
    )
  }
  const isRead = answer.lines.some(hasReadings)
  return (
    <section aria-label="Headroom" aria-busy={query.isFetching}>
      <div className="headroom">
        {isRead ? (
          answer.lines.map((line) => (
            <LineCard key={line.measure} line={line} answer={answer} cluster={cluster} />
          ))
        ) : (
          <NoMetricsCard cluster={cluster} />
        )}
        <PodsCard cluster={cluster} />
      </div>
      {isRead && (
        <p className="note row row-wrap headroom-foot">
          <Coverage source="API server metrics" freshness={answer.freshness} />
          <PageLink href={`/capacity?on=${encodeURIComponent(cluster.row.clusterId)}`} prefetch={false}>
            Limits and forecast
          </PageLink>
          <span>
            {plural(answer.servers, 'API server')} answered in this window
            {answer.servers > 1 && '; behind one address they answer in turn'}.
          </span>
        </p>
      )}
    </section>
  )
}

interface LineProps {
  readonly line: ControlPlaneLine
  readonly answer: ControlPlaneSeries
  readonly cluster: WholeCluster
}

function LineCard({ line, answer, cluster }: LineProps) {
  const { measure, unit, latest, limit, highest, parts } = line
  const { window } = answer
  const title = titles[measure] ?? measure
  const end = new Date(Math.min(cluster.now.getTime(), window.to.getTime()))
  const write = formatOf(unit)
  const value = write(latest?.value ?? null)
  const split = parts
    .filter((part) => part.latest !== null && part.latest > 0)
    .map((part) => `${write(part.latest)} ${part.name}`)
  const ofWhat =
    measure === 'inflight' || measure === 'rejected' ? split.slice(0, 2).join(', ') : ofLimitText(line)
  const note = measure === 'rejected' && latest !== null ? `${unitWords[unit]} ${ofWhat}` : ofWhat
  const course = measure === 'database' ? growthText(line) : peakText(line, window)
  const [from, to] = endsText(window)
  return (
    <HeadroomCard
      title={title}
      said={lineSaid(line, end, window)}
      value={value}
      note={note}
      hint={limit === null ? undefined : `Limit: ${limit.source}`}
      foot={[from, course, to]}
    >
      <Spark
        values={highest}
        partialLast={answer.lastBucketPartial}
        limit={
          limit === null
            ? null
            : { value: limit.value, label: `${limitName(line, cluster)} ${limitText(limit.value, unit)}` }
        }
        label={`${title}: ${value} ${note}, ${course}.`}
      />
    </HeadroomCard>
  )
}

/** "2XL limit", "Nominal". */
function limitName({ limit }: ControlPlaneLine, { row }: WholeCluster): string {
  if (limit?.kind === 'nominal') return 'Nominal'
  return row.tier?.startsWith('tier-') ? `${row.tier.slice('tier-'.length).toUpperCase()} limit` : 'Limit'
}
