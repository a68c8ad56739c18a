// The built pages for one base path. Next fixes the base path when it builds; ours builds with a stand-in,
// and here the few files that hold it are written out for the path this server has, beside the build, once
// per build and path. Everything else is the build's own file, linked.
import { createHash } from 'node:crypto'
import { cp, link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { compressFiles } from './static-files.ts'

/** As in next.config.ts. Next sees it as any base path. */
const standIn = '/__periplus_base__'
const based = 'at'
/** Traces and caches of the build, and what is made here. */
const notServed = new Set(['cache', 'diagnostics', 'trace', 'trace-build', 'types', based])

export interface PagesBuild {
  readonly basePath: string
  /** Folder below the root. */
  readonly distDir: string
}

/** `basePath` is empty or starts with a slash and does not end with one. Rejects when there is no build. */
export async function pagesBuild(root: string, basePath: string): Promise<PagesBuild> {
  const build = path.join(root, '.next')
  const id = await readFile(path.join(build, 'BUILD_ID'), 'utf8').catch(() => {
    throw new Error(
      `the pages are not built: there is no ${path.join(build, 'BUILD_ID')}. Run "npm run build" in ${root}.`,
    )
  })
  const digest = createHash('sha256').update(`${id}\0${basePath}`).digest('hex').slice(0, 16)
  const distDir = path.join('.next', based, digest)
  if ((await stat(path.join(root, distDir)).catch(() => undefined)) === undefined) {
    await writeBuild(build, path.join(root, distDir), basePath)
  }
  return { basePath, distDir }
}

/** Whole or not at all: another server may be starting from the same build. */
async function writeBuild(build: string, target: string, basePath: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true })
  const draft = await mkdtemp(`${target}-`)
  try {
    await copyFolder(build, draft, basePath)
    await compressFiles(path.join(draft, 'static'))
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if ((await stat(target).catch(() => undefined)) === undefined) throw error
  }
}

async function copyFolder(from: string, to: string, basePath: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (notServed.has(entry.name)) continue
    if (entry.isDirectory()) await copyFolder(source, target, basePath)
    else await copyFile(source, target, basePath)
  }
}

async function copyFile(source: string, target: string, basePath: string): Promise<void> {
  const bytes = await readFile(source)
  if (!bytes.includes(standIn)) {
    // Some file systems have no links.
    await link(source, target).catch(() => cp(source, target))
    return
  }
  const text = bytes.toString('utf8')
  const own =
    path.basename(source) === 'routes-manifest.json' && basePath === '' ? withoutRedirect(text) : text
  await writeFile(target, own.replaceAll(standIn, basePath))
}

/** From "<base>/" to "<base>", which would lead from "/" to nowhere when there is no base. */
function withoutRedirect(text: string): string {
  const manifest = JSON.parse(text) as { redirects: { source: string }[] }
  const redirects = manifest.redirects.filter(({ source }) => source !== `${standIn}/`)
  return JSON.stringify({ ...manifest, redirects })
}
