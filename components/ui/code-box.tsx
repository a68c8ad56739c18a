'use client'
// Text meant for a terminal, with a button that copies it and confirms in place.
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { useToast } from './toast.tsx'

export function CodeBox({ code, what }: { code: string; what: string }) {
  const toast = useToast()
  const [copiedCode, setCopiedCode] = useState<string | null>(null)
  const copied = copiedCode === code
  const copy = async () => {
    setCopiedCode((await toast.copy(code, `${what} copied`)) ? code : null)
  }
  return (
    <div className="code-box">
      <pre className="code">{code}</pre>
      <Button size="tiny" onClick={copy} aria-label={`Copy ${what.toLowerCase()}`}>
        {copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  )
}
