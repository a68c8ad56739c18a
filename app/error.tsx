'use client'
// A page that broke while drawing. Says so, offers to try again; the address keeps the view.
import { BrandMark } from '../components/shell/brand.tsx'
import { Button } from '../components/ui/button.tsx'

interface Broken {
  readonly error: Error & { readonly digest?: string }
  readonly reset: () => void
}

export default function PageError({ error, reset }: Broken) {
  return (
    <main className="lost" role="alert">
      <span className="brand">
        <BrandMark />
      </span>
      <h1>This page could not be drawn</h1>
      <p className="secondary">
        Nothing that was received is lost. The address keeps your view.
        {error.digest !== undefined && ` Reference ${error.digest}.`}
      </p>
      <Button kind="primary" onClick={reset}>
        Try again
      </Button>
    </main>
  )
}
