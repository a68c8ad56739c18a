'use client'
// Starts the files of the table and of the chart: says how far one is, stops it, and says in a toast what it
// holds. What makes them is read when the first one is asked for.
import { useRef, useState } from 'react'
import { count, plural } from '../../../components/format/number.ts'
import type { FileFormat } from '../../../components/format/table-file.ts'
import { useToast } from '../../../components/ui/toast.tsx'
import type { TalkerSeries } from '../../../domain/model/talker.ts'
import { useTRPCClient } from '../../_trpc/client.tsx'
import { reasonOf } from '../_frame/query-faces.tsx'
import type { Mostly } from './mostly.ts'
import type { TrafficView } from './traffic-view.ts'

const makers = () => import('./made-files.ts')

export interface Export {
  /** "1,500 of 23,000 rows read"; null while nothing is being read. */
  readonly progress: string | null
  start(format: FileFormat): void
  stop(): void
}

export function useTalkerExport(view: TrafficView, mostly: Mostly): Export {
  const client = useTRPCClient()
  const toast = useToast()
  const [progress, setProgress] = useState<string | null>(null)
  const reading = useRef<AbortController | null>(null)
  const make = async (format: FileFormat, { signal }: AbortController) => {
    const { exportTalkers } = await makers()
    const held = await exportTalkers({
      view,
      mostly,
      format,
      read: (input) => client.traffic.topTalkers.query(input, { signal }),
      onRows: (rows, of) => setProgress(`${count(rows)} of ${plural(of, 'row')} read`),
    })
    toast.say(held)
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

export function useChartExport(view: TrafficView) {
  const toast = useToast()
  return (answer: TalkerSeries, format: FileFormat) =>
    void makers()
      .then(({ exportChart }) => exportChart(view, answer, format))
      .catch((error: unknown) => toast.fail(`No file was made. ${reasonOf(error)}`))
}
