// Filters in force, each with its way out. A long list of values is counted, not spelled.
import { X } from 'lucide-react'

export interface FilterChip {
  readonly id: string
  readonly label: string
  readonly values: readonly string[]
}

export function FilterChips({
  chips,
  onRemove,
}: {
  chips: readonly FilterChip[]
  onRemove: (id: string) => void
}) {
  return chips.map(({ id, label, values }) => {
    const text = values.length > 2 ? `${values.length} values` : values.join(' or ')
    return (
      <span className="chip chip-on" key={id} title={values.join('\n')}>
        <span className="ellipsis chip-text">
          {label}: <strong>{text}</strong>
        </span>
        <button
          type="button"
          className="chip-remove"
          aria-label={`Remove filter ${label}: ${text}`}
          onClick={() => onRemove(id)}
        >
          <X size={12} strokeWidth={2} aria-hidden="true" />
        </button>
      </span>
    )
  })
}
