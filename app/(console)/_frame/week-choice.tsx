'use client'
// The time of a weekly page in the scope bar: which week, the one before and after, and every week there is.
import { useQuery } from '@tanstack/react-query'
import { CalendarArrowDown, CalendarArrowUp } from 'lucide-react'
import { weekDays, weekTitle } from '../../../components/format/week.ts'
import { useCommands } from '../../../components/shell/commands.tsx'
import { WeekPicker } from '../../../components/shell/week-picker.tsx'
import { SkeletonRows } from '../../../components/ui/faces.tsx'
import { weekAt, weekNamed } from '../../../domain/review/week.ts'
import { useTRPC } from '../../_trpc/client.tsx'
import { CopyLink } from './copy-link.tsx'
import { frozenWeekLink, frozenWeekWords } from './frozen-link.ts'
import { QueryFaces } from './query-faces.tsx'
import { type Review, useReview, useWeek, type Week } from './review-week.ts'
import { useServerNow } from './sources.tsx'

type Known = Pick<Review['week'], 'week' | 'from' | 'to' | 'previous' | 'next' | 'state' | 'comparedWith'>

/** The address says it, or the review; until either does, the week that a server most likely shows. */
function useKnownWeek(week: Week): Known | null {
  const { data, isPlaceholderData } = useReview(week).query
  const now = useServerNow()
  if (data !== undefined && !isPlaceholderData) return data.week
  const named = week.week === null ? undefined : weekNamed(week.week)
  if (named === undefined && now === null) return null
  const { name, fromMs, toMs } = named ?? weekAt((now?.getTime() ?? 0) - 86_400_000)
  return {
    week: name,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ...{ previous: null, next: null, comparedWith: null },
    state: 'ended',
  }
}

const spanOf = ({ from, to }: { from: string; to: string }) => ({ from: new Date(from), to: new Date(to) })

function noteOf({ week, state, comparedWith }: Known): string {
  if (state === 'running') return `UTC · ${weekTitle(week).toLowerCase()}, still running`
  return comparedWith === null ? 'UTC' : 'UTC · vs previous week'
}

export function WeekChoice() {
  const week = useWeek()
  const known = useKnownWeek(week)
  const goTo = (name: string | null | undefined) =>
    name === null || name === undefined ? null : () => week.choose(name)
  const [back, forward] = [goTo(known?.previous), goTo(known?.next)]
  const time = { group: 'Time' as const }
  useCommands([
    {
      ...time,
      id: 'week.previous',
      keys: '[',
      label: 'Previous week',
      icon: CalendarArrowDown,
      run: () => back?.(),
    },
    {
      ...time,
      id: 'week.next',
      keys: ']',
      label: 'Next week',
      icon: CalendarArrowUp,
      run: () => forward?.(),
    },
  ])
  const name = known?.week ?? null
  return (
    <>
      {known !== null && (
        <WeekPicker text={weekDays(spanOf(known))} note={noteOf(known)} onPrevious={back} onNext={forward}>
          {(close) => (
            <WeekList
              week={week}
              shown={known.week}
              onChoose={(chosen) => {
                week.choose(chosen)
                close()
              }}
            />
          )}
        </WeekPicker>
      )}
      <CopyLink freeze={(href) => frozenWeekLink(href, name)} words={frozenWeekWords(name)} />
    </>
  )
}

const stateWords = { running: 'still running', ended: 'over', sealed: 'kept as it was' } as const

function WeekList(props: { week: Week; shown: string; onChoose: (name: string) => void }) {
  const { scope } = props.week
  const options = useTRPC().review.weeks.queryOptions(scope && { scope }, { staleTime: 15_000 })
  const query = useQuery(options)
  return (
    <QueryFaces
      query={query}
      queryKey={options.queryKey}
      what="the weeks there are"
      name="The list of weeks"
      shape={<SkeletonRows rows={3} />}
    >
      {({ weeks }) => (
        <div className="option-list week-list">
          {weeks.map((one) => (
            <button
              key={one.week}
              type="button"
              className="option"
              aria-pressed={one.week === props.shown}
              onClick={() => props.onChoose(one.week)}
            >
              <span className="medium">{weekTitle(one.week)}</span> {weekDays(spanOf(one))}
              <span className="note">
                {stateWords[one.state]} · {one.snapshots} of 7 days
              </span>
            </button>
          ))}
        </div>
      )}
    </QueryFaces>
  )
}
