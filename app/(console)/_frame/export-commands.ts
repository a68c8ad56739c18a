'use client'
// A panel's two files as commands, for as long as the panel has something to put in them.
import { Download } from 'lucide-react'
import type { FileFormat } from '../../../components/format/table-file.ts'
import { useCommands } from '../../../components/shell/commands.tsx'

export function useExportCommands(what: string, start: ((format: FileFormat) => void) | undefined): void {
  const formats = start === undefined ? [] : (['csv', 'json'] as const)
  useCommands(
    formats.map((format) => ({
      id: `export ${what} ${format}`,
      group: 'Do' as const,
      label: `Export ${what} as ${format.toUpperCase()}`,
      words: 'download save file spreadsheet',
      icon: Download,
      run: () => start?.(format),
    })),
  )
}
