// For tests: the tRPC route behind Node's own HTTP, as Next would call it, without a build of the pages. Only
// tests import it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'

type Handler = (request: Request) => Promise<Response>

// By its address, as Next finds it: no room of the server imports app.
const routeFile = new URL('../../app/api/trpc/[trpc]/route.ts', import.meta.url)

/** Answers questions and nothing else: what Next does between a request and the route matters to none. */
export async function trpcPages(): Promise<(req: IncomingMessage, res: ServerResponse) => Promise<void>> {
  const { GET, POST } = (await import(/* @vite-ignore */ fileURLToPath(routeFile))) as Record<
    'GET' | 'POST',
    Handler
  >
  return async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const request = new Request(`http://${req.headers.host}${req.url}`, {
      method: req.method ?? 'GET',
      headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    })
    const answer = await (req.method === 'POST' ? POST : GET)(request)
    for (const [name, value] of answer.headers) res.setHeader(name, value)
    res.writeHead(answer.status)
    res.end(Buffer.from(await answer.arrayBuffer()))
  }
}
