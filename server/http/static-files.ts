// The build's own files: scripts, styles and fonts, under names that change with their content. Compressed once,
// when the build is written out, and answered with no more headers than a file needs: a first load asks for two
// dozen of them. Whatever is no file of the build is Next's to answer.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { keepFileHeaders } from './security-headers.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.woff2': 'font/woff2',
}
const isText = (file: string): boolean => /\.(?:css|js)$/.test(file)

/** Best first; a browser asks for br where the connection is private or local, for gzip everywhere. */
const codings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const

const withBrotli = promisify(brotliCompress)
const withGzip = promisify(gzip)

/** With all the work both can do: it happens once a build and counts at every first load. */
async function compressFile(file: string): Promise<void> {
  const bytes = await readFile(file)
  const { BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
  const params = { [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY, [BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeFile(`${file}.br`, await withBrotli(bytes, { params }))
  await writeFile(`${file}.gz`, await withGzip(bytes, { level: 9 }))
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

/** Writes every script and style below a folder once more, compressed, beside itself. */
export async function compressFiles(folder: string): Promise<void> {
  await Promise.all((await filesBelow(folder)).filter(isText).map(compressFile))
}

export interface StaticFiles {
  /** Resolves to false, with nothing answered, when this is no file of the build. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>
}

/** `at` is the path they are asked for below: "/periplus/_next/static". */
export async function openStaticFiles(folder: string, at: string): Promise<StaticFiles> {
  const all = new Set(await filesBelow(folder))
  const known = new Map(
    [...all].map((file) => [`${at}/${path.relative(folder, file).split(path.sep).join('/')}`, file]),
  )
  return {
    handle: async (req, res) => {
      const file = known.get(req.url?.split(/[?#]/, 1)[0] ?? '')
      const type = types[path.extname(file ?? '')]
      if (file === undefined || type === undefined) return false
      const accepted = acceptedCodings(req.headers['accept-encoding'])
      const coding = codings.find(({ name, suffix }) => accepted.has(name) && all.has(file + suffix))
      const bytes = await readFile(file + (coding?.suffix ?? ''))
      keepFileHeaders(res)
      res.writeHead(200, {
        'content-type': type,
        'content-length': bytes.length,
        'cache-control': 'public, max-age=31536000, immutable',
        ...(coding && { 'content-encoding': coding.name }),
        ...(isText(file) && { vary: 'accept-encoding' }),
      })
      res.end(req.method === 'HEAD' ? undefined : bytes)
      return true
    },
  }
}

/** Those named, unless with a weight of nothing. */
function acceptedCodings(header: string | string[] | undefined): ReadonlySet<string> {
  const items = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.split(';').map((part) => part.trim()))
  return new Set(items.filter(([, q]) => !/^q=0(?:\.0*)?$/.test(q ?? '')).map(([name = '']) => name))
}
