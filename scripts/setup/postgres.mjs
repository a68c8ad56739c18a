// A real PostgreSQL for the store tests, Debian's. Only its programs: the tests start a server of
// their own in a folder of their own. Where it cannot be had the tests that need it are skipped, loudly.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { aptInstall, canApt, onPath } from './apt.mjs'

const debian = '/usr/lib/postgresql'

/** Folder with initdb and postgres; undefined when there is none. */
export function findPostgres() {
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Number.isFinite) : []
  const folders = versions.sort((a, b) => b - a).map((version) => path.join(debian, String(version), 'bin'))
  const packaged = folders.find((folder) => existsSync(path.join(folder, 'initdb')))
  const reached = onPath(['initdb'])
  return packaged ?? (reached && path.dirname(reached))
}

/** `{ bin }`, or `{ problem }` in words. */
export async function ensurePostgres() {
  const bin = findPostgres()
  if (bin) return { bin }
  if (canApt() && (await aptInstall('postgresql'))) {
    const installed = findPostgres()
    if (installed) return { bin: installed }
  }
  const hint =
    process.platform === 'darwin' ? 'brew install postgresql' : 'sudo apt-get install -y postgresql'
  return { problem: `no PostgreSQL programs here; to run these too: ${hint}` }
}
