// The two files a panel can become; while rows are read for one, how far that is and a way to stop.
import { Download } from 'lucide-react'
import type { FileFormat } from '../format/table-file.ts'
import { Button } from './button.tsx'

interface ExportButtonsProps {
  /** "top talkers" */
  readonly what: string
  readonly progress?: string | null
  readonly disabled?: boolean
  readonly onExport: (format: FileFormat) => void
  readonly onStop?: () => void
}

export function ExportButtons(props: ExportButtonsProps) {
  const { what, progress = null, disabled = false, onExport, onStop } = props
  if (progress !== null) {
    return (
      <span className="row row-tight no-print">
        <span role="status">{progress}</span>
        <Button size="tiny" onClick={onStop}>
          Stop
        </Button>
      </span>
    )
  }
  return (
    <span className="row row-tight no-print">
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          size="tiny"
          kind="ghost"
          disabled={disabled}
          aria-label={`Download ${what} as ${format.toUpperCase()}`}
          onClick={() => onExport(format)}
        >
          <Download size={12} aria-hidden="true" />
          {format.toUpperCase()}
        </Button>
      ))}
    </span>
  )
}
