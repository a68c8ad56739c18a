// Buttons in the three sizes of the design. A button says what it does with a verb; one without words
// must bring a label. Never submits a form by accident.
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'plain' | 'primary' | 'ghost' | 'danger'
  readonly size?: 'normal' | 'small' | 'tiny'
  readonly ref?: Ref<HTMLButtonElement>
  readonly children: ReactNode
}

function classNames(kind: ButtonProps['kind'], size: ButtonProps['size'], extra: string): string {
  const names = ['btn']
  if (kind !== undefined && kind !== 'plain') names.push(`btn-${kind}`)
  if (size !== undefined && size !== 'normal') names.push(`btn-${size}`)
  if (extra !== '') names.push(extra)
  return names.join(' ')
}

export function Button({ kind, size, className = '', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={classNames(kind, size, className)} {...rest} />
}

/** A square button with an icon; `label` is its accessible name and tooltip. */
export function IconButton({ label, className = '', ...rest }: ButtonProps & { readonly label: string }) {
  return <Button aria-label={label} title={label} className={`btn-icon ${className}`.trim()} {...rest} />
}
