// A key as printed on a keyboard, where letters are capitals. For the eye only: the control beside it is named
// in words.
export function Kbd({ children }: { children: string }) {
  return (
    <span aria-hidden="true" className="key">
      <kbd>{children.length === 1 ? children.toUpperCase() : children}</kbd>
    </span>
  )
}
