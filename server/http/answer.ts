// The short answers the door gives by itself: JSON for clients, a small page for a person whose
// browser came while the stores were still opening. Never carries text of an unexpected error.
import type { IncomingMessage, ServerResponse } from 'node:http'

export function answerJson(
  res: ServerResponse,
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(text)
}

export function answerText(res: ServerResponse, status: number, contentType: string, text: string): void {
  res.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  res.end(text)
}

/**
 * Refuses a request before its body was read. The connection is closed: what is left of the body
 * would otherwise be taken for the next request.
 */
export function refuse(
  res: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  const requestId = res.getHeader('x-request-id')
  answerJson(res, status, { error: message, requestId }, { connection: 'close', ...headers })
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** 503 with the reason, readable by whoever asked; pages reload by themselves. */
export function answerNotReady(req: IncomingMessage, res: ServerResponse, reason: string): void {
  if (!req.headers.accept?.includes('text/html')) {
    refuse(res, 503, reason, { 'retry-after': '2' })
    return
  }
  const shown = reason.replace(/[&<>"]/g, (sign) => escapes[sign] ?? '')
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Periplus is not ready</title><meta name="viewport" content="width=device-width">
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1rem}</style>
<h1>Periplus is not ready yet</h1><p>${shown}</p><p>This page tries again every two seconds.</p></html>`
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(page) }
  res.writeHead(503, { ...headers, 'retry-after': '2', 'cache-control': 'no-store', connection: 'close' })
  res.end(page)
}
