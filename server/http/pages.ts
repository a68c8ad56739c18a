// The pages, behind the outer wall: the build's own files, Next's request handler for everything else, and in
// development its hot-reload socket. Upgrades pass the Host rule like every request; in production there is
// nothing to upgrade to.
import { EventEmitter } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { type HostRule, isForeignOrigin } from './hosts.ts'
import { pagesBuild } from './pages-build.ts'
import { openStaticFiles } from './static-files.ts'

export interface Pages {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>
  close(): Promise<void>
}

interface PagesOptions {
  readonly dev: boolean
  readonly root: string
  readonly host: string
  readonly port: number
  readonly server: Server
  readonly hosts: HostRule
  /** Empty, or where a proxy shows us. */
  readonly basePath: string
}

export async function openPages(options: PagesOptions): Promise<Pages> {
  // Next attaches itself to the server it is shown. Shown this, it sees only upgrades let through.
  const shown = new EventEmitter()
  // Loaded late: React decides by NODE_ENV, while it is loaded, which of its builds to be.
  const { default: next } = await import('next')
  const { dev, root, basePath } = options
  // Next asks its configuration for both, more than once; next.config.ts finds them here.
  const shared = globalThis as { [key: symbol]: unknown }
  const build = dev ? undefined : await pagesBuild(root, basePath)
  shared[Symbol.for('periplus.pages')] = build ?? { basePath }
  const files =
    build && (await openStaticFiles(path.join(root, build.distDir, 'static'), `${basePath}/_next/static`))
  const app = next({
    dev,
    dir: root,
    hostname: options.host,
    port: options.port,
    quiet: true,
    httpServer: shown as unknown as Server,
  })
  await app.prepare()
  const handle = app.getRequestHandler()
  options.server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (options.dev && options.hosts(req.headers.host) && !isForeignOrigin(req.headers)) {
      shown.emit('upgrade', req, socket, head)
    } else {
      socket.destroy()
    }
  })
  return {
    handle: async (req, res) => {
      if (!(await files?.handle(req, res))) await handle(req, res)
    },
    close: () => app.close(),
  }
}
