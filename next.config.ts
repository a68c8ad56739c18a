// How Next builds and serves the pages. Types are checked by the house's own check, not once more here;
// store and wire libraries stay outside the bundles.
import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // No image is resized here, so nobody can ask the server to.
  images: { unoptimized: true },
  agentRules: false,
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@clickhouse/client', '@electric-sql/pglite', 'chdb', 'pg', 'pino'],
}

export default config
