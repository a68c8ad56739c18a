// A proxy as people put one in front: it knows one path and hands that on as it is; everything else on
// its host is somebody else's, and is written down.
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FrontProxy {
  readonly url: string
  /** Paths asked for that are not below the one it knows. */
  readonly strays: string[]
  close(): Promise<void>
}

export async function startProxy(basePath: string, target: string): Promise<FrontProxy> {
  const strays: string[] = []
  const server = createServer((req, res) => {
    const path = req.url ?? ''
    if (path !== basePath && !path.startsWith(`${basePath}/`) && !path.startsWith(`${basePath}?`)) {
      strays.push(path)
      res.writeHead(404).end()
      return
    }
    const onward = request(
      `${target}${path}`,
      { method: req.method ?? 'GET', headers: { ...req.headers, host: req.headers.host ?? '' } },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      },
    )
    onward.on('error', () => res.destroy())
    req.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, strays, close }
}
