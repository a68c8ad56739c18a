'use client'
// The table of a comparison: a line a fact, a column a cluster. A line that differs says so and is tinted.
import { X } from 'lucide-react'
import { Fragment } from 'react'
import { fullInstant } from '../../../../components/format/time.ts'
import { IconButton } from '../../../../components/ui/button.tsx'
import { Badge, Status } from '../../../../components/ui/status.tsx'
import { PageLink } from '../../_frame/leaving.tsx'
import type { ComparedPart, Comparison } from '../compare/compare-view.ts'
import { fieldTitle, sectionTitles, valueWord } from '../compare/compare-words.ts'
import { clusterHref } from './fleet-row.tsx'

interface ComparisonTableProps {
  readonly clusters: Comparison['clusters']
  readonly sections: readonly ComparedPart[]
  /** Absent while no fewer can be compared. */
  readonly onRemove: ((clusterId: string) => void) | undefined
}

export function ComparisonTable({ clusters, sections, onRemove }: ComparisonTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll comparison" tabIndex={0} aria-label="Facts by cluster">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="pin pin-first">
              Fact
            </th>
            {clusters.map((cluster) => (
              <ClusterHead key={cluster.clusterId} cluster={cluster} onRemove={onRemove} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sections.map(({ section, fields }) => (
            <Fragment key={section}>
              <tr className="fleet-group">
                <th scope="rowgroup" colSpan={clusters.length + 1}>
                  {sectionTitles[section]}
                </th>
              </tr>
              {fields.map((field) => (
                <Fact key={field.field} section={section} fact={field} clusters={clusters} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface ClusterHeadProps {
  readonly cluster: Comparison['clusters'][number]
  readonly onRemove: ((clusterId: string) => void) | undefined
}

function ClusterHead({ cluster, onRemove }: ClusterHeadProps) {
  const { clusterId, name, state } = cluster
  return (
    <th scope="col" title={clusterId}>
      <span className="row row-tight">
        {state === 'missing' ? (
          <span>{clusterId}</span>
        ) : (
          <PageLink href={clusterHref(clusterId)} className="row-open" prefetch={false}>
            {name ?? clusterId}
          </PageLink>
        )}
        {onRemove !== undefined && (
          <IconButton
            label={`Take out ${name ?? clusterId}`}
            size="tiny"
            kind="ghost"
            className="no-print"
            onClick={() => onRemove(clusterId)}
          >
            <X size={12} aria-hidden="true" />
          </IconButton>
        )}
      </span>
      <Standing cluster={cluster} />
    </th>
  )
}

/** Nothing for a cluster that is here and fresh. */
function Standing({ cluster: { state, goneAt, asOf, isStale } }: { cluster: ClusterHeadProps['cluster'] }) {
  if (state === 'missing') return <Status tone="unk">Not known here</Status>
  if (state === 'gone') {
    return <Status tone="unk">Gone{goneAt !== null && ` since ${fullInstant(goneAt)}`}</Status>
  }
  if (!isStale) return null
  return <Status tone="stale">Stale{asOf !== null && `, as of ${fullInstant(asOf)}`}</Status>
}

interface FactProps {
  readonly section: ComparedPart['section']
  readonly fact: ComparedPart['fields'][number]
  readonly clusters: Comparison['clusters']
}

function Fact({ section, fact: { field, values, differs }, clusters }: FactProps) {
  return (
    <tr className={differs ? 'differs' : undefined}>
      <th scope="row" className="pin pin-first">
        <span className="row row-between">
          <span className="ellipsis">{fieldTitle(section, field)}</span>
          {differs && <Badge tone="warn">differs</Badge>}
        </span>
      </th>
      {clusters.map(({ clusterId }, at) => (
        <td key={clusterId}>{valueWord(field, values[at] ?? null)}</td>
      ))}
    </tr>
  )
}
