// One text to copy, under what it is for; and what stands in the way of one.
import type { ReactNode } from 'react'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import { ToneIcon } from '../../../../components/ui/status.tsx'

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

export function ConnectWarning({ children }: { children: ReactNode }) {
  return (
    <p className="connect-warning">
      <ToneIcon tone="warn" />
      <span>{children}</span>
    </p>
  )
}
