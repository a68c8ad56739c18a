// Reads all pages of the list as the address narrows it and hands the file to the reader. Read when somebody asks.
import { count, plural } from '../../../components/format/number.ts'
import { fileName, fileText, fileTypes } from '../../../components/format/table-file.ts'
import { downloadText } from '../../../components/ui/download.ts'
import type { ChosenWindow } from '../../_hooks/view-params.ts'
import type { FileMaking } from '../_frame/file-export.ts'
import { frozenLink } from '../_frame/frozen-link.ts'
import type { ControlPlane, ControlPlanes } from './capacity-view.ts'
import { controlPlanesFile } from './control-planes-file.ts'
import type { listInput } from './search-params.ts'

/** Most rows one file holds. */
const mostRows = 20_000
const rowsPerRead = 500

type ListInput = ReturnType<typeof listInput>

export async function exportControlPlanes(
  input: ListInput,
  window: ChosenWindow | null,
  making: FileMaking & { readonly read: (input: ListInput) => Promise<ControlPlanes> },
): Promise<string> {
  const { cursor: _cursor, ...asked } = { ...input, limit: rowsPerRead }
  let page = await making.read(asked)
  const rows: ControlPlane[] = [...page.rows]
  making.onRows(rows.length, page.total)
  while (page.nextCursor !== null && page.rows.length > 0 && rows.length < mostRows) {
    page = await making.read({ ...asked, cursor: page.nextCursor })
    rows.push(...page.rows)
    making.onRows(rows.length, page.total)
  }
  const { scope, limit: _limit, window: _window, ...filters } = asked
  const link = frozenLink(globalThis.location.href, window)
  const file = controlPlanesFile(rows, page, { link, filters: { scope, ...filters } })
  const name = fileName(file.what, scope?.clusters ?? [], page.window, making.format)
  downloadText(name, fileTypes[making.format], fileText(file, making.format))
  const cut = rows.length < page.total ? ` of ${count(page.total)}; narrow the list for the rest` : ''
  return `File with ${plural(rows.length, 'row')}${cut}`
}
