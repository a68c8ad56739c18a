'use client'
// The secret of a token made a moment ago: shown this once, with a copy button, until it is put away.
import { Check } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import { ToneIcon } from '../../../../components/ui/status.tsx'
import { useSecret } from '../secret.tsx'

export function SecretBox() {
  const { secret, hold } = useSecret()
  if (secret === null) return null
  const goodFor = secret.clusters === 'all' ? 'every cluster' : secret.clusters.join(', ')
  return (
    <section className="secret no-print" aria-label="New token">
      <p className="row row-tight">
        <ToneIcon tone="warn" />
        <span>
          <strong>“{secret.name}” is shown this once.</strong> Good for {goodFor}. Keep it where its sender
          reads it; only its hash stays here.
        </span>
      </p>
      <CodeBox what="Token" code={secret.token} />
      <Button size="tiny" onClick={() => hold(null)}>
        <Check size={12} aria-hidden="true" />I have kept it
      </Button>
    </section>
  )
}
