// A store's TCP port whose plug can be pulled, or that can fall silent: takes every call, passes nothing on.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export interface Plug {
  readonly port: number
  out(): Promise<void>
  in(): Promise<void>
  silence(): void
  speak(): void
}

/** Stands before a Unix socket; plugged in when it resolves. */
export async function plugBefore(socketPath: string): Promise<Plug> {
  const open = new Set<Socket>()
  let isSilent = false
  let port = 0
  let server: Server
  const join = (outer: Socket) => {
    const inner = connect(socketPath)
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.on('data', (chunk: Buffer) => other.write(chunk))
      if (isSilent) one.pause()
    }
  }
  const plugIn = async () => {
    server = createServer(join)
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
  await plugIn()
  return {
    port,
    in: plugIn,
    out: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
    silence: () => {
      isSilent = true
      for (const socket of open) socket.pause()
    },
    speak: () => {
      isSilent = false
      for (const socket of open) socket.resume()
    },
  }
}
