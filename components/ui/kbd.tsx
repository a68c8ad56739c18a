// A key as printed on a keyboard. For the eye only: the control beside it is named in words.
export function Kbd({ children }: { children: string }) {
  return (
    <span aria-hidden="true" className="key">
      <kbd>{children}</kbd>
    </span>
  )
}
