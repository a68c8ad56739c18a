'use client'
// One talker beside the evidence: what it did in sums, with which calls, as whom, and its single
// requests. Stays beside the chart and table; a sheet where there is no room. Esc closes it.
import { ListFilter } from 'lucide-react'
import { AfterPaint } from '../../../../components/ui/after-paint.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Swatch } from '../../../../components/ui/share-bar.tsx'
import type { TalkerKey } from '../../../../domain/model/talker.ts'
import { SidePanel } from '../../_frame/side-panel.tsx'
import { fillOf } from '../chart-series.ts'
import { useAnomaly } from '../onset-flags.ts'
import type { Question } from '../question-inputs.ts'
import { useSeries } from '../questions.ts'
import { keyName, keyTitle } from '../talker-name.ts'
import { ofTalker, type TrafficView } from '../traffic-view.ts'
import { Breakdowns } from './breakdown.tsx'
import { CallerList } from './caller-list.tsx'
import { FixCards } from './fix-cards.tsx'
import { LikelyCause } from './likely-cause.tsx'
import { RequestList } from './request-list.tsx'
import { TalkerFacts } from './talker-facts.tsx'
import { VersionList } from './version-list.tsx'

export interface TalkerDetailProps {
  readonly talker: TalkerKey
  readonly view: TrafficView
  readonly question: Question
}

export function TalkerDetail({ talker, view, question }: TalkerDetailProps) {
  const series = useSeries(view).query.data
  const fill = fillOf(series, talker, useAnomaly(view))
  const { name } = keyName(talker)
  const narrowed = ofTalker(question, talker)
  return (
    <SidePanel
      label={`Talker ${name}`}
      title={name}
      hint={keyTitle(talker)}
      mark={<Swatch fill={fill} />}
      onClose={() => view.select(null)}
    >
      <AfterPaint waiting={<SkeletonRows rows={7} />}>
        <LikelyCause talker={talker} question={narrowed} view={view} />
        <TalkerFacts talker={talker} question={narrowed} view={view} />
        <CallerList talker={talker} question={narrowed} />
        <div className="row row-wrap panel-actions no-print">
          <Button size="small" onClick={() => view.narrowTo(talker)}>
            <ListFilter size={14} aria-hidden="true" />
            Show only this
          </Button>
        </div>
        {talker.agent !== undefined && talker.agentVersion === undefined && (
          <VersionList agent={talker.agent} question={narrowed} view={view} />
        )}
        {/* Grey is what is left over; a talker that is no band has the first colour. */}
        <Breakdowns talker={talker} question={narrowed} view={view} fill={fill || 1} />
        <FixCards question={narrowed} />
        <RequestList question={narrowed} view={view} />
      </AfterPaint>
    </SidePanel>
  )
}
