// An address that names no page.
import Link from 'next/link'
import { BrandMark } from '../components/shell/brand.tsx'

export default function NotFound() {
  return (
    <main className="lost">
      <span className="brand">
        <BrandMark />
      </span>
      <h1>This page does not exist</h1>
      <p className="secondary">The address may be mistyped, or from a newer release.</p>
      <Link className="btn btn-primary" href="/traffic">
        Go to API traffic
      </Link>
    </main>
  )
}
