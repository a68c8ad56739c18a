// Which names this server answers to. A page of another origin reaches a loopback server only with
// a foreign Host (DNS rebinding) or a foreign Origin (cross-site request): both are told apart here.
// Refuses by default: a name that is not listed is foreign, also when it resolves to this machine.
import { isIP } from 'node:net'

/** True for names and addresses that never leave the machine. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (bare === 'localhost' || bare === '::1' || bare === '::ffff:127.0.0.1') return true
  return isIP(bare) === 4 && bare.startsWith('127.')
}

/** Host header without its port, lower case, IPv6 in brackets; undefined when it is no host at all. */
export function hostNameOf(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::\d{1,5})?$/i.exec(header ?? '')
  return match?.[1]?.toLowerCase()
}

export type HostRule = (header: string | undefined) => boolean

/** The allow-list: loopback names, the address listened on, and what is configured. */
export function hostRule(listening: string, configured: readonly string[]): HostRule {
  const names = new Set([listening.toLowerCase(), `[${listening.toLowerCase()}]`, ...configured])
  return (header) => {
    const name = hostNameOf(header)
    return name !== undefined && (isLoopback(name) || names.has(name))
  }
}

/** The headers a browser adds; a command line or an API server sends none of them. */
interface OriginHeaders {
  readonly host?: string | undefined
  readonly origin?: string | string[] | undefined
  readonly 'sec-fetch-site'?: string | string[] | undefined
}

/** True when a page of another origin made this request. A missing Origin is no browser's mutation. */
export function isForeignOrigin(headers: OriginHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const { origin } = headers
  if (origin === undefined) return false
  if (typeof origin !== 'string' || !URL.canParse(origin)) return true
  const url = new URL(origin)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return true
  return url.host !== headers.host?.toLowerCase().replace(url.protocol === 'http:' ? /:80$/ : /:443$/, '')
}
