// The port of the faces: which face a path is of. Loopback only; one server for the whole world.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { AwsFace, type AwsFaceOptions, awsPath } from './aws/face.ts'
import { Exchange, TooLarge } from './exchange.ts'
import { type FaceOptions, KubeFace } from './kube/face.ts'
import { PrometheusFace } from './prometheus/face.ts'

const plain = { 'Content-Type': 'text/plain; charset=utf-8' }

export type Answer = (exchange: Exchange) => Promise<void>

export interface Listening {
  readonly url: string
  /** Ends every connection; new ones are taken. */
  cut(): void
  close(): Promise<void>
}

/** A server on loopback. Rejects in words when the port is taken. */
export async function listen(answer: Answer, port: number): Promise<Listening> {
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
    const exchange = Exchange.of(req, res)
    if (exchange === undefined) {
      res.writeHead(400, plain).end('400 Bad Request: the target cannot be read\n')
      return
    }
    answer(exchange).catch((error: unknown) => {
      if (error instanceof TooLarge) {
        res.writeHead(413, { ...plain, Connection: 'close' }).end(`${error.message}\n`)
        return
      }
      // Whoever asked went away before all of the question was here.
      if (req.errored !== null || res.destroyed) return
      process.stderr.write(
        `simulator: ${req.method} ${req.url}: ${(error as Error).stack ?? String(error)}\n`,
      )
      if (res.headersSent) res.destroy()
      else res.writeHead(500, plain).end('the simulator failed\n')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is in use; stop what listens there, or choose another with --port`)
          : error,
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => server.closeAllConnections(),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const prometheusPath = /^\/prometheus(\/.*)?$/
const kubePath = /^\/k8s\/([^/]+)(\/.*)?$/

export function facesOf(options: FaceOptions & AwsFaceOptions): Answer {
  const kube = new KubeFace(options)
  const aws = new AwsFace(options)
  const prometheus = new PrometheusFace(options)
  return async (exchange) => {
    const [, service, rest = '/'] = awsPath.exec(exchange.path) ?? []
    if (service !== undefined) {
      await aws.answer(exchange, service, rest)
      return
    }
    const [isPrometheus, asked = '/'] = prometheusPath.exec(exchange.path) ?? []
    if (isPrometheus !== undefined) {
      await prometheus.answer(exchange, asked)
      return
    }
    const [, name, path = '/'] = kubePath.exec(exchange.path) ?? []
    const cluster = name === undefined ? undefined : options.world.cluster(name)
    if (cluster !== undefined) {
      await kube.answer(exchange, cluster, path)
      return
    }
    const words = name === undefined ? 'there is no such face' : `there is no cluster ${JSON.stringify(name)}`
    await exchange.send(404, 'text/plain; charset=utf-8', `${words}\n`)
  }
}
