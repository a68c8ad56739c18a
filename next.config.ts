// How Next builds and serves the pages. Types are checked by the house's own check, not once more here;
// store and wire libraries stay outside the bundles. The base path is decided when the server starts: the
// build holds a stand-in for it, and the server says which build it made of that (server/http/pages-build.ts).
import type { NextConfig } from 'next'

interface ServedPages {
  readonly basePath: string
  /** Undefined in development, which has no build. */
  readonly distDir?: string
}

const served = (globalThis as { [key: symbol]: ServedPages | undefined })[Symbol.for('periplus.pages')]

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // No image is resized here, so nobody can ask the server to.
  images: { unoptimized: true },
  agentRules: false,
  basePath: served?.basePath ?? '/__periplus_base__',
  ...(served?.distDir !== undefined && { distDir: served.distDir }),
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@clickhouse/client', '@electric-sql/pglite', 'chdb', 'pg', 'pino'],
}

export default config
