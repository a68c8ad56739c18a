'use client'
// The two files of a list of node groups or add-ons: what is made of them is read when somebody asks for one.
import type { FileFormat } from '../../../../components/format/table-file.ts'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { useFileExport } from '../../_frame/file-export.ts'
import { useServerNow } from '../../_frame/sources.tsx'
import type { PartFileOrder } from './made-part-file.ts'
import type { PartView } from './part-view.ts'

interface PartFileQuestion<Row> {
  /** "Node groups" */
  readonly what: string
  readonly view: PartView
  /** Rows that match, once they are known. */
  readonly total: number | undefined
  readonly columns: () => Promise<PartFileOrder<Row>['columns']>
  readonly read: (cursor: string | undefined, signal: AbortSignal) => ReturnType<PartFileOrder<Row>['read']>
}

export function usePartFile<Row>({ what, view, total, columns, read }: PartFileQuestion<Row>) {
  const readAt = useServerNow() ?? new Date(0)
  const file = useFileExport(async (making) => {
    const [{ exportParts }, listed] = await Promise.all([import('./made-part-file.ts'), columns()])
    const order = { ...making, what, view, readAt, columns: listed }
    return exportParts({ ...order, read: (cursor) => read(cursor, making.signal) })
  })
  useExportCommands(what.toLowerCase(), total ? (format: FileFormat) => file.start(format) : undefined)
  return file
}
