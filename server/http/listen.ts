// Opens the port. Refuses to listen beyond loopback while nobody can sign in, moves to the next free
// port only when none was asked for, and holds the limits that keep slow or huge requests harmless.
import { createServer, type RequestListener, type Server } from 'node:http'
import { isLoopback } from './hosts.ts'

/** Words for the person who started the server; printed as they are. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

const defaultPort = 3_000
/** How many ports after the default are tried. */
const portsTried = 50

/** Throws ListenError when `host` can be reached from other machines. */
export function refuseBeyondLoopback(host: string): void {
  if (isLoopback(host)) return
  throw new ListenError(
    `HOST=${host} can be reached from other machines, and this release has no sign-in: whoever reaches it would be admin.\n` +
      'Listen on 127.0.0.1 (the default) and reach it through an SSH tunnel: ssh -L 3000:127.0.0.1:3000 <this machine>',
  )
}

/**
 * Headers must come within 15 s and a whole request within 10 min (a 64 MiB body over a slow line);
 * headers of more than 64 KiB are refused (431): the longest honest one is a batch of GET questions.
 */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: 15_000,
      requestTimeout: 600_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 64 * 1024,
    },
    listener,
  )
  server.maxHeadersCount = 100
  server.maxConnections = 4_096
  return server
}

function tryPort(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening)
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(new ListenError(`cannot listen on ${host}:${port}: ${error.message}`))
    }
    const onListening = () => {
      server.off('error', onError)
      resolve(true)
    }
    server.once('error', onError)
    server.once('listening', onListening)
    server.listen(port, host)
  })
}

/** The port it came to listen on. */
export async function listen(server: Server, host: string, port: number | undefined): Promise<number> {
  if (port !== undefined) {
    if (await tryPort(server, port, host)) return boundPort(server)
    throw new ListenError(
      `port ${port} of ${host} is taken; set PORT to a free one, or unset it to let Periplus choose`,
    )
  }
  for (let next = defaultPort; next < defaultPort + portsTried; next += 1) {
    if (await tryPort(server, next, host)) return boundPort(server)
  }
  throw new ListenError(
    `ports ${defaultPort} to ${defaultPort + portsTried - 1} of ${host} are taken; set PORT to a free one`,
  )
}

function boundPort(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new ListenError('the server has no port')
  return address.port
}

/** `host:port` as it stands in a URL. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
