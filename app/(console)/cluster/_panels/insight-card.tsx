'use client'
// The provider's own insights, worst first; one opens in place with its recommendation and evidence.
import { ChevronDown, ChevronRight } from 'lucide-react'
import { count, plural } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { ClusterView, WholeCluster } from '../cluster-view.ts'
import { insightOrder, insightTones, insightWords } from '../words.ts'

type Insight = WholeCluster['parts']['insight'][number]

const rank = ({ facts }: Insight): number => insightOrder.indexOf(facts.status)

interface InsightCardProps {
  readonly cluster: WholeCluster
  readonly view: ClusterView
  /** Of the list; all when absent. */
  readonly most?: number
}

export function InsightCard({ cluster, view, most }: InsightCardProps) {
  const insights = [...cluster.parts.insight].sort(
    (left, right) => rank(left) - rank(right) || left.facts.title.localeCompare(right.facts.title, 'en'),
  )
  const target = insights.find(({ facts }) => facts.targetVersion !== null)?.facts.targetVersion
  const checked = insights
    .flatMap(({ facts }) => facts.lastRefreshAt ?? [])
    .sort()
    .at(-1)
  const rest = most === undefined ? 0 : insights.length - most
  return (
    <Card
      title="Insights"
      {...(target && { sub: `target ${target}` })}
      {...(checked && { foot: <span>Last checked by the provider {dayTime(new Date(checked))}</span> })}
      {...(rest > 0 && {
        actions: (
          <button type="button" className="evidence" onClick={() => void view.setParams({ tab: 'insights' })}>
            {count(rest)} more
          </button>
        ),
      })}
    >
      {insights.length === 0 ? (
        <EmptyFace title={cluster.partTotals.insight === undefined ? 'No insights were read' : 'No insights'}>
          {cluster.partTotals.insight === undefined
            ? 'They come from the EKS API; no source that reads it speaks of this cluster.'
            : 'The provider lists none for this cluster.'}
        </EmptyFace>
      ) : (
        <ul className="part-list">
          {insights.slice(0, most).map((insight) => (
            <InsightItem key={insight.name} insight={insight} view={view} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function InsightItem({ insight: { name, facts }, view }: { insight: Insight; view: ClusterView }) {
  const isOpen = view.params.insight === name
  const Chevron = isOpen ? ChevronDown : ChevronRight
  const tone = insightTones[facts.status] ?? 'unk'
  return (
    <li>
      <button
        type="button"
        className="part-open"
        aria-expanded={isOpen}
        onClick={() => void view.setParams({ insight: isOpen ? null : name })}
      >
        <span className="part-status">
          <Status tone={tone}>{insightWords[facts.status]}</Status>
        </span>
        <span className="grow">
          <span className="medium">{facts.title}</span>
          {facts.reason !== null && <span className="note part-note">{facts.reason}</span>}
        </span>
        <Chevron size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {isOpen && <InsightDetail facts={facts} />}
    </li>
  )
}

function InsightDetail({ facts }: { facts: Insight['facts'] }) {
  return (
    <div className="part-detail">
      {facts.description !== null && <p>{facts.description}</p>}
      {facts.recommendation !== null && (
        <p>
          <strong>What to do:</strong> {facts.recommendation}
        </p>
      )}
      {facts.deprecations.map((one) => (
        <div key={one.usage}>
          <code className="mono">{one.usage}</code>
          {one.stopServingVersion !== null && <span className="note"> gone in {one.stopServingVersion}</span>}
          {one.replacedWith !== null && (
            <span className="note">
              , use <code className="mono">{one.replacedWith}</code>
            </span>
          )}
          <ul className="plain-list">
            {one.clients.map((client) => (
              <li key={client.userAgent}>
                {client.userAgent}
                {client.requestsLast30Days !== null &&
                  `: ${plural(client.requestsLast30Days, 'request')} in 30 days`}
                {client.lastRequestAt !== null && `, last ${dayTime(new Date(client.lastRequestAt))}`}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {facts.addOns.map((one) => (
        <p key={one.name}>
          {one.name}: compatible are {one.compatibleVersions.join(', ') || 'none'}
        </p>
      ))}
      {facts.resources.length > 0 && (
        <ul className="plain-list">
          {facts.resources.slice(0, 20).map((one) => (
            <li key={`${one.uri}${one.arn}`} className="mono">
              {one.uri ?? one.arn}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
