// Hands one mail to a mail server, once. From the moment its text begins to leave, only the server's answer tells
// whether it was taken. The socket is opened here, so that where it leads is judged at that moment; TLS is verified.
import net from 'node:net'
import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Outcome } from '../../domain/delivery/outcome.ts'
import { guardedLookup } from '../outgoing/guarded-lookup.ts'
import { withoutSecrets, wordsOf } from './failure-words.ts'
import type { SendDeps } from './send-webhook.ts'

export interface MailPost {
  readonly host: string
  readonly port: number
  readonly tls: 'starttls' | 'implicit' | 'none'
  readonly auth: { readonly user: string; readonly password: string } | undefined
  /** PEM; undefined: the machine's own trust. */
  readonly ca: string | undefined
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The same for each try of one message. */
  readonly key: string
  readonly date: Date
}

const mostReplyBytes = 65_536

export async function sendMail(post: MailPost, deps: SendDeps): Promise<Outcome> {
  const { host, port } = post
  const clean = (text: string) => withoutSecrets(text, [post.auth?.password ?? ''])
  const refusal = deps.rule.refusalOfUrl(`https://${net.isIP(host) === 6 ? `[${host}]` : host}/`)
  if (refusal !== undefined) return { kind: 'refused', says: `Not connected: ${refusal}.`, isFinal: false }
  const message = await messageText(post)
  let isBegun = false
  // Asked for its first byte only once the server has said that it wants the text.
  const text = new Readable({
    read() {
      isBegun = true
      this.push(message)
      this.push(null)
    },
  })
  try {
    const socket = await connect(post, deps)
    return sentTo(await hand(post, text, socket, deps), clean)
  } catch (error) {
    return failed(error, { isBegun, place: `${host}:${port}`, clean })
  }
}

interface SmtpError extends NodeJS.ErrnoException {
  readonly responseCode?: number | false
}

function failed(
  error: unknown,
  { isBegun, place, clean }: { isBegun: boolean; place: string; clean: (text: string) => string },
): Outcome {
  const { responseCode, code } = error as SmtpError
  const words = clean(wordsOf(error))
  // Whatever the server says no to, it has not taken.
  if (typeof responseCode === 'number' && responseCode >= 400) {
    return { kind: 'refused', says: `${place} refused: ${words}`, isFinal: responseCode >= 500 }
  }
  if (isBegun) return { kind: 'unknown', says: `${place} was sent it and did not answer: ${words}` }
  return { kind: 'refused', says: `${place} did not take it: ${words}`, isFinal: code === 'EAUTH' }
}

interface Handed {
  readonly rejected: readonly unknown[]
  readonly rejectedErrors?: readonly Error[] | undefined
}

/** Some of the recipients may have been refused while others were not. */
function sentTo({ rejected, rejectedErrors = [] }: Handed, clean: (text: string) => string): Outcome {
  if (rejected.length === 0) return { kind: 'sent', says: null }
  const [first] = rejectedErrors
  const why = first === undefined ? '' : ` (${clean(first.message)})`
  return {
    kind: 'sent',
    says: `the server took it, but not for ${clean(rejected.map(String).join(', '))}${why}`,
  }
}

function messageText({ from, to, subject, text, html, key, date }: MailPost): Promise<Buffer> {
  const composed = new MailComposer({
    from: { name: 'Periplus', address: from },
    to: to.map((address) => ({ name: '', address })),
    ...{ subject, text, html, date },
    messageId: `<${key}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    // Answering machines need not answer (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composed.compile().build()
}

function connect({ host, port }: MailPost, { rule, limits, signal }: SendDeps): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const socket = net.connect({ host, port, lookup: guardedLookup(rule) })
    const end = (error?: Error) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.removeListener('error', end)
      if (error === undefined) return resolve(socket)
      socket.destroy()
      reject(error)
    }
    const onAbort = () => end(new Error('the server is stopping'))
    const timer = setTimeout(() => {
      end(new Error(`no connection within ${limits.connectMs} ms`))
    }, limits.connectMs)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', end)
    socket.once('connect', () => end())
  })
}

/** One session: greeting, TLS, sign-in, envelope, text. Rejects with what the library says. */
function hand(post: MailPost, text: Readable, socket: net.Socket, deps: SendDeps): Promise<Handed> {
  const { host, port, tls, auth, ca, from, to } = post
  const { connectMs, answerMs } = deps.limits
  const connection = new SMTPConnection({
    connection: socket,
    ...{ host, port },
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
    socketCloseTimeout: 1_000,
    maxResponseSize: mostReplyBytes,
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
  })
  return new Promise<Handed>((resolve, reject) => {
    // Also what comes after the end: an event that nobody hears would end the process.
    connection.on('error', reject)
    const timer = setTimeout(() => {
      reject(new Error(`not done within ${answerMs} ms`))
      connection.close()
    }, answerMs)
    const onAbort = () => reject(new Error('the server is stopping'))
    deps.signal.addEventListener('abort', onAbort, { once: true })
    connection.once('end', () => {
      clearTimeout(timer)
      deps.signal.removeEventListener('abort', onAbort)
    })
    const send = () =>
      connection.send({ from, to: [...to] }, text, (error, info) => {
        if (error) reject(error)
        else resolve(info)
      })
    connection.connect((error) => {
      if (error) reject(error)
      else if (auth === undefined) send()
      else {
        connection.login({ credentials: { user: auth.user, pass: auth.password } }, (refused) => {
          if (refused) reject(refused)
          else send()
        })
      }
    })
  }).then(
    (handed) => {
      connection.quit()
      return handed
    },
    (error: unknown) => {
      connection.close()
      throw error
    },
  )
}
