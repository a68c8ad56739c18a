// For tests: a webhook's receiver and a mail server, real ones on sockets of this machine, that answer as they are
// told and remember what reached them. Only tests import it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'

export interface Received {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface WebhookReceiver {
  readonly url: string
  readonly received: Received[]
  close(): Promise<void>
}

/** Answers once the whole body has come; `answer` may leave it at that. */
export async function webhookReceiver(
  answer: (res: ServerResponse, received: Received, n: number) => void,
  secured?: { key: string; cert: string },
): Promise<WebhookReceiver> {
  const received: Received[] = []
  const take = async (req: IncomingMessage, res: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const one = { path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString('utf8') }
    received.push(one)
    answer(res, one, received.length)
  }
  const on = (req: IncomingMessage, res: ServerResponse) => void take(req, res).catch(() => undefined)
  const server: Server = secured === undefined ? createServer(on) : createTlsServer(secured, on)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${secured === undefined ? 'http' : 'https'}://127.0.0.1:${port}/services/T0/B0/marked-secret`,
    received,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly signedIn: boolean
  readonly secured: boolean
  /** As it came: headers, a blank line, the body. */
  readonly text: string
}

type Step = 'greeting' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'text'

/** What the server says at a step: a reply, nothing for ever, or a cut line. Undefined: all is well. */
type Reply = (step: Step, line: string) => string | 'silence' | 'cut' | undefined

export interface MailServer {
  readonly port: number
  readonly mails: Mail[]
  /** Every line clients sent outside of a text. */
  readonly lines: string[]
  close(): Promise<void>
}

export async function mailServer(
  reply: Reply,
  offered: { starttls?: { key: string; cert: string }; implicit?: { key: string; cert: string } } = {},
): Promise<MailServer> {
  const mails: Mail[] = []
  const lines: string[] = []
  const sockets = new Set<net.Socket>()
  const serve = (socket: net.Socket) => {
    sockets.add(socket)
    const session = new Session({ reply, offered, mails, lines })
    session.on(socket, offered.implicit !== undefined)
  }
  const server =
    offered.implicit === undefined ? net.createServer(serve) : tls.createServer(offered.implicit, serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    lines,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

class Session {
  readonly #world: {
    reply: Reply
    offered: { starttls?: { key: string; cert: string } }
    mails: Mail[]
    lines: string[]
  }
  #socket = new net.Socket()
  #rest = ''
  #text: string | undefined
  #from = ''
  #to: string[] = []
  #signedIn = false
  #secured = false

  constructor(world: {
    reply: Reply
    offered: { starttls?: { key: string; cert: string } }
    mails: Mail[]
    lines: string[]
  }) {
    this.#world = world
  }

  on(socket: net.Socket, secured: boolean): void {
    this.#socket = socket
    this.#secured = secured
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => this.#take(chunk.toString('latin1')))
    this.#say('greeting', '', '220 receiver.test ESMTP')
  }

  #say(step: Step, line: string, well: string, then?: () => void): void {
    const told = this.#world.reply(step, line)
    if (told === 'silence') return
    if (told === 'cut') {
      this.#socket.destroy()
      return
    }
    this.#socket.write(`${told ?? well}\r\n`)
    if (told === undefined) then?.()
  }

  #take(chunk: string): void {
    this.#rest += chunk
    for (;;) {
      if (this.#text !== undefined) {
        const end = `\r\n${this.#rest}`.indexOf('\r\n.\r\n')
        if (end < 0) return
        this.#text = this.#rest.slice(0, Math.max(0, end - 2))
        this.#rest = this.#rest.slice(end + 3)
        this.#endText()
      }
      const at = this.#rest.indexOf('\r\n')
      if (at < 0) return
      const line = this.#rest.slice(0, at)
      this.#rest = this.#rest.slice(at + 2)
      this.#world.lines.push(line)
      this.#command(line)
    }
  }

  #endText(): void {
    const text = (this.#text ?? '').replace(/^\.\./gm, '.')
    this.#text = undefined
    this.#say('text', '', '250 taken', () =>
      this.#world.mails.push({
        ...{ from: this.#from, to: this.#to, signedIn: this.#signedIn, secured: this.#secured },
        text: Buffer.from(text, 'latin1').toString('utf8'),
      }),
    )
  }

  #command(line: string): void {
    const verb = line.split(/[ :]/)[0]?.toUpperCase()
    if (verb === 'EHLO') this.#socket.write(`${this.#extensions().join('\r\n')}\r\n`)
    else if (verb === 'STARTTLS') this.#say('STARTTLS', line, '220 go on', () => this.#secure())
    else if (verb === 'AUTH') {
      this.#say('AUTH', line, '235 signed in', () => {
        this.#signedIn = true
      })
    } else if (verb === 'MAIL') {
      this.#say('MAIL', line, '250 fine', () => {
        this.#from = line
      })
    } else if (verb === 'RCPT') this.#say('RCPT', line, '250 fine', () => this.#to.push(line))
    else if (verb === 'DATA') {
      this.#say('DATA', line, '354 go on', () => {
        this.#text = ''
      })
    } else if (verb === 'QUIT') this.#socket.end('221 bye\r\n')
    else this.#socket.write('250 fine\r\n')
  }

  #extensions(): string[] {
    const offersTls = this.#world.offered.starttls !== undefined && !this.#secured
    return ['250-receiver.test', ...(offersTls ? ['250-STARTTLS'] : []), '250 AUTH PLAIN']
  }

  #secure(): void {
    const plain = this.#socket
    plain.removeAllListeners('data')
    const secure = new tls.TLSSocket(plain, { isServer: true, ...this.#world.offered.starttls })
    this.#socket = secure
    this.#secured = true
    secure.on('error', () => undefined)
    secure.on('data', (chunk) => this.#take(chunk.toString('latin1')))
  }
}
