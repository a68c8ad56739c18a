// The headers every answer carries, and the nonce that lets Next's own inline scripts run and no
// others. Next reads the nonce from the CSP header of the *request* it is handed, while rendering;
// so pages must be rendered per request (the root layout says so).
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Inline style attributes come from React and are allowed; inline scripts only with the nonce. */
export function contentSecurityPolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const always: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
}

/** Sets them on the answer, and hands the policy to Next on the request. */
export function applySecurityHeaders(req: IncomingMessage, res: ServerResponse, dev: boolean): void {
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), dev)
  req.headers['content-security-policy'] = policy
  delete req.headers['content-security-policy-report-only']
  res.setHeader('content-security-policy', policy)
  for (const [name, value] of Object.entries(always)) res.setHeader(name, value)
}

/** What only a document heeds is left out of the answer of a script, style or font. */
export function keepFileHeaders(res: ServerResponse): void {
  const kept = new Set(['x-content-type-options', 'cross-origin-resource-policy'])
  for (const name of ['content-security-policy', ...Object.keys(always)]) {
    if (!kept.has(name)) res.removeHeader(name)
  }
}
