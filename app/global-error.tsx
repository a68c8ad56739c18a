'use client'
// Last resort, when even the document's frame broke: words without styles of ours.
interface Broken {
  readonly reset: () => void
}

export default function GlobalError({ reset }: Broken) {
  return (
    <html lang="en">
      <body>
        <main role="alert">
          <h1>Periplus could not draw this page</h1>
          <p>Nothing that was received is lost.</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  )
}
