// The compass rose of the pilot books.
export function BrandMark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10.2" fill="none" stroke="var(--ink-3)" strokeWidth="1" />
      <path d="M4.8 4.8 19.2 19.2M19.2 4.8 4.8 19.2" stroke="var(--ink-3)" strokeWidth=".8" opacity=".8" />
      <path d="M12 .8 14.1 9.9 23.2 12 14.1 14.1 12 23.2 9.9 14.1 .8 12 9.9 9.9Z" fill="var(--accent)" />
      <path
        d="M12 .8 14.1 9.9 12 12ZM23.2 12 14.1 14.1 12 12ZM12 23.2 9.9 14.1 12 12ZM.8 12 9.9 9.9 12 12Z"
        fill="var(--surface)"
        opacity=".42"
      />
    </svg>
  )
}
