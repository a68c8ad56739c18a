'use client'
// Hands the table and the chart to the reader as files, of exactly what the address shows: the table with
// all its pages, the chart as it is drawn. Says in a toast what the file holds, and what it does not.
import { useRef, useState } from 'react'
import { count, plural } from '../../../components/format/number.ts'
import {
  type FileFormat,
  fileName,
  fileText,
  fileTypes,
  type TableFile,
} from '../../../components/format/table-file.ts'
import { downloadText } from '../../../components/ui/download.ts'
import { useToast } from '../../../components/ui/toast.tsx'
import type { TalkerKey, TalkerSeries, TopTalkers } from '../../../domain/model/talker.ts'
import { useTRPCClient } from '../../_trpc/client.tsx'
import { frozenLink } from '../_frame/frozen-link.ts'
import { reasonOf } from '../_frame/query-faces.tsx'
import { type AllTalkers, readAllTalkers, rowsPerRead } from './all-talkers.ts'
import { chartFile } from './chart-file.ts'
import { chartData } from './chart-series.ts'
import { talkersInput } from './question-inputs.ts'
import { talkerFile } from './talker-file.ts'
import { dimensionNouns } from './talker-name.ts'
import type { TrafficView } from './traffic-view.ts'

function hand(file: TableFile, format: FileFormat, view: TrafficView, window: TopTalkers['window']): void {
  const name = fileName(file.what, view.view.clusters, window, format)
  downloadText(name, fileTypes[format], fileText(file, format))
}

const linkOf = ({ view }: TrafficView) => frozenLink(window.location.href, view.window)

/** "230 clients in the file", or how much of them, and why. */
function heldWords({ answer, changed }: AllTalkers, view: TrafficView, listed: number): string {
  const [dimension = 'userAgent', second] = view.groupBy
  const [one, many] = second === undefined ? dimensionNouns[dimension] : ['talker', 'talkers']
  const found = view.params.find.trim() === '' ? '' : ` that match “${view.params.find.trim()}”`
  const read = answer.rows.length
  const cut =
    read < answer.total.keys
      ? `, of the first ${count(read)} of ${count(answer.total.keys)}; the rest is in Other`
      : ''
  const moved = changed ? '; events arrived meanwhile' : ''
  return `File with ${plural(listed, one, many)}${found}${cut}${moved}`
}

export interface Export {
  /** "1,500 of 23,000 rows read"; null while nothing is being read. */
  readonly progress: string | null
  start(format: FileFormat): void
  stop(): void
}

export function useTalkerExport(view: TrafficView, mostly: (key: TalkerKey) => string | null): Export {
  const client = useTRPCClient()
  const toast = useToast()
  const [progress, setProgress] = useState<string | null>(null)
  const reading = useRef<AbortController | null>(null)
  const make = async (format: FileFormat, { signal }: AbortController) => {
    const { question, params, groupBy, now } = view
    if (question === null) return
    const input = { ...talkersInput({ ...params, by: groupBy, page: 1 }, question), limit: rowsPerRead }
    const all = await readAllTalkers(
      (cursor) => client.traffic.topTalkers.query({ ...input, ...(cursor && { cursor }) }, { signal }),
      (rows, of) => setProgress(`${count(rows)} of ${plural(of, 'row')} read`),
    )
    const { find, rank } = params
    const file = talkerFile({
      ...all,
      question,
      groupBy,
      rankBy: rank,
      find,
      mostly,
      link: linkOf(view),
      readAt: now,
    })
    hand(file, format, view, all.answer.window)
    toast.say(heldWords(all, view, file.rows.length))
  }
  return {
    progress,
    stop: () => reading.current?.abort(),
    start: (format) => {
      if (reading.current !== null) return
      const controller = new AbortController()
      reading.current = controller
      setProgress('Reading rows')
      make(format, controller)
        .catch((error: unknown) => {
          if (controller.signal.aborted) toast.say('Stopped; no file was made')
          else toast.fail(`No file was made. ${reasonOf(error)}`)
        })
        .finally(() => {
          reading.current = null
          setProgress(null)
        })
    },
  }
}

export function exportChart(view: TrafficView, answer: TalkerSeries, format: FileFormat): void {
  const { question, params, now } = view
  if (question === null) return
  const mode = params.chart === 'table' ? 'stacked' : params.chart
  const data = chartData(answer, now ?? answer.window.to)
  const { split, rank } = params
  const file = chartFile({
    answer,
    data,
    mode,
    question,
    split,
    rankBy: rank,
    link: linkOf(view),
    readAt: now,
  })
  hand(file, format, view, answer.window)
}
