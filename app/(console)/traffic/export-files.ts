'use client'
// Starts the files of the table and of the chart. What makes them is read when the first one is asked for.
import type { FileFormat } from '../../../components/format/table-file.ts'
import { useToast } from '../../../components/ui/toast.tsx'
import type { TalkerSeries } from '../../../domain/model/talker.ts'
import { useTRPCClient } from '../../_trpc/client.tsx'
import { type FileExport, useFileExport } from '../_frame/file-export.ts'
import { reasonOf } from '../_frame/query-faces.tsx'
import type { Mostly } from './mostly.ts'
import type { OwnerOf } from './owners.ts'
import type { TrafficView } from './traffic-view.ts'

const makers = () => import('./made-files.ts')

export function useTalkerExport(
  view: TrafficView,
  words: { readonly mostly: Mostly; readonly owner: OwnerOf },
): FileExport {
  const client = useTRPCClient()
  return useFileExport(async ({ format, signal, onRows }) => {
    const { exportTalkers } = await makers()
    return exportTalkers({
      view,
      ...words,
      format,
      read: (input) => client.traffic.topTalkers.query(input, { signal }),
      readOther: (input) => client.traffic.comparison.query(input, { signal }),
      onRows,
    })
  })
}

export function useChartExport(view: TrafficView) {
  const toast = useToast()
  return (answer: TalkerSeries, format: FileFormat) =>
    void makers()
      .then(({ exportChart }) => exportChart(view, answer, format))
      .catch((error: unknown) => toast.fail(`No file was made. ${reasonOf(error)}`))
}
