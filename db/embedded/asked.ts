// Reads what a request over ClickHouse's HTTP interface asks: the statement from URL, body or form, its
// parameters, its settings, and the bytes that come with it. Refuses what would be silently ignored.
import type http from 'node:http'
import { createGunzip } from 'node:zlib'
import { database, EngineError } from './engine.ts'
import { readMultipart } from './multipart.ts'

const largestBody = 256 * 1024 * 1024
const settingName = /^[a-z][a-z0-9_]*$/
/** URL keys of the protocol itself; the rest are settings. */
const protocolKeys = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'role',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'buffer_size',
  'enable_http_compression',
])
/** They change what the bytes mean, or need a session that outlives the request. */
const refusedKeys = ['session_id', 'compress', 'decompress']

export interface Asked {
  readonly statement: string
  readonly params: ReadonlyMap<string, string>
  readonly settings: Record<string, string>
  /** Format where the statement names none. */
  readonly format: string
  /** The body as it came, where the statement came in the URL. */
  readonly data: readonly Buffer[] | undefined
}

async function bodyOf(request: http.IncomingMessage): Promise<readonly Buffer[]> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new EngineError(89, `Unknown compression method: ${encoding}. (UNKNOWN_COMPRESSION_METHOD)`)
  }
  const bytes = encoding === 'gzip' ? request.pipe(createGunzip()) : request
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > largestBody) throw new EngineError(307, 'The body is too large. (TOO_MANY_BYTES)')
    chunks.push(chunk)
  }
  return chunks
}

function sorted(fields: ReadonlyMap<string, string>): Pick<Asked, 'params' | 'settings'> {
  const params = new Map<string, string>()
  const settings: Record<string, string> = {}
  for (const [name, value] of fields) {
    if (name.startsWith('param_')) params.set(name.slice('param_'.length), value)
    else if (protocolKeys.has(name)) continue
    else if (refusedKeys.includes(name) || !settingName.test(name)) {
      throw new EngineError(115, `Setting ${name} is not known here. (UNKNOWN_SETTING)`)
    } else settings[name] = value
  }
  return { params, settings }
}

export async function askedOf(request: http.IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://embedded')
  const fields = new Map(url.searchParams)
  const wanted = fields.get('database')
  if (wanted !== undefined && wanted !== database) {
    throw new EngineError(81, `Database ${wanted} does not exist. (UNKNOWN_DATABASE)`)
  }
  const chunks = await bodyOf(request)
  const contentType = request.headers['content-type'] ?? ''
  const isForm = contentType.startsWith('multipart/form-data')
  if (isForm) {
    for (const [name, text] of readMultipart(contentType, Buffer.concat(chunks))) fields.set(name, text)
  }
  const inFields = fields.get('query')
  return {
    ...sorted(fields),
    statement: (inFields ?? (isForm ? '' : Buffer.concat(chunks).toString('utf8'))).trim().replace(/;$/, ''),
    format: fields.get('default_format') ?? 'TabSeparated',
    data: isForm || inFields === undefined ? undefined : chunks,
  }
}
