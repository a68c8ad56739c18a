'use client'
// What two to four clusters have in common and where they differ: by word and by colour, never by colour alone.
import { plural } from '../../../../components/format/number.ts'
import { fileName, fileText, fileTypes } from '../../../../components/format/table-file.ts'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { downloadText } from '../../../../components/ui/download.ts'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { UnreadBanner } from '../../_frame/unread-banner.tsx'
import { compareParams } from '../compare/compare-address.ts'
import { compareFile } from '../compare/compare-file.ts'
import { type Comparison, countDifferences, shownSections, useComparison } from '../compare/compare-view.ts'
import { ComparisonTable } from './comparison-table.tsx'

export function ComparisonCard() {
  const view = useComparison()
  const { params, setParams, isAsked, query, queryKey } = view
  const answer = isAsked ? query.data : undefined
  const remove = (clusterId: string) =>
    void setParams({ clusters: params.clusters.filter((id) => id !== clusterId) })
  return (
    <>
      <UnreadBanner parsers={compareParams} />
      <div className="page-head">
        <div className="grow">
          <h1>Compare clusters</h1>
          <p className="answer" aria-live="polite">
            {answer !== undefined && <Answer answer={answer} />}
          </p>
        </div>
        <PageLink
          className="btn no-print"
          href={params.clusters.length === 0 ? '/fleet' : `/fleet?picked=${params.clusters.join()}`}
          prefetch={false}
        >
          Inventory
        </PageLink>
      </div>
      <section className="card" aria-label="Comparison" aria-busy={query.isFetching}>
        {isAsked ? (
          <>
            <Head view={view} answer={answer} />
            <QueryFaces
              query={query}
              queryKey={queryKey}
              what="the clusters to compare"
              name="Comparison"
              shape={<SkeletonRows rows={12} />}
              empty={(found) =>
                shownSections(found, params.differences).length === 0 ? <NoDifference answer={found} /> : null
              }
            >
              {(found) => (
                <ComparisonTable
                  clusters={found.clusters}
                  sections={shownSections(found, params.differences)}
                  onRemove={params.clusters.length > 2 ? remove : undefined}
                />
              )}
            </QueryFaces>
          </>
        ) : (
          <EmptyFace
            title="Two to four clusters are compared"
            action={
              <PageLink className="btn btn-tiny" href="/fleet" prefetch={false}>
                Choose clusters
              </PageLink>
            }
          >
            Select them in the inventory: x selects a row, c compares.
          </EmptyFace>
        )}
      </section>
    </>
  )
}

function Answer({ answer }: { answer: Comparison }) {
  const { facts, differing } = countDifferences(answer)
  const here = answer.clusters.filter(({ state }) => state !== 'missing').length
  const absent = answer.clusters.length - here
  return (
    <>
      <strong>
        {differing} of {plural(facts, 'known fact')} {differing === 1 ? 'differs' : 'differ'}
      </strong>{' '}
      between {plural(here, 'cluster')}.
      {absent > 0 &&
        ` ${plural(absent, 'cluster')} of this address ${absent === 1 ? 'is' : 'are'} not known.`}
    </>
  )
}

function NoDifference({ answer }: { answer: Comparison }) {
  const { facts } = countDifferences(answer)
  return (
    <EmptyFace title="Nothing is known to differ">
      {facts === 0 ? 'No fact of these clusters is known.' : `All ${facts} known facts agree.`}
    </EmptyFace>
  )
}

interface HeadProps {
  readonly view: ReturnType<typeof useComparison>
  readonly answer: Comparison | undefined
}

function Head({ view: { params, setParams, query }, answer }: HeadProps) {
  const toast = useToast()
  const start = (format: 'csv' | 'json') => {
    if (answer === undefined) return
    const file = compareFile(answer, params.differences, window.location.href)
    const name = fileName(file.what, params.clusters, { from: answer.now, to: answer.now }, format)
    downloadText(name, fileTypes[format], fileText(file, format))
    toast.say(`File with ${plural(file.rows.length, 'fact')}`)
  }
  useExportCommands('comparison', answer === undefined ? undefined : start)
  return (
    <div className="card-head">
      <label className="row row-tight no-print">
        <input
          type="checkbox"
          className="checkbox"
          checked={params.differences}
          onChange={({ currentTarget: { checked } }) => void setParams({ differences: checked || null })}
        />
        Only differences
      </label>
      <span className="grow" />
      <ExportButtons what="comparison" disabled={answer === undefined} onExport={start} />
      {answer !== undefined && query.isFetching && <BusyLine />}
    </div>
  )
}
