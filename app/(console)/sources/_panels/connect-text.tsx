// One text to copy, under what it is for.
import type { ReactNode } from 'react'
import { CodeBox } from '../../../../components/ui/code-box.tsx'

interface ConnectTextProps {
  readonly what: string
  readonly code: string
  readonly children: ReactNode
}

export function ConnectText({ what, code, children }: ConnectTextProps) {
  return (
    <div className="connect-text">
      <p>{children}</p>
      <CodeBox what={what} code={code} />
    </div>
  )
}
