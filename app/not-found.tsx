// An address that names no page. Its way out is a plain link: this face is part of every page's script.
import { BrandMark } from '../components/shell/brand.tsx'
import { withBase } from './_base.ts'

export default function NotFound() {
  return (
    <main className="lost">
      <span className="brand">
        <BrandMark />
      </span>
      <h1>This page does not exist</h1>
      <p className="secondary">The address may be mistyped, or from a newer release.</p>
      <a className="btn btn-primary" href={withBase('/traffic')}>
        Go to API traffic
      </a>
    </main>
  )
}
