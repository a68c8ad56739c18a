// One mail to a real mail server on this machine: what arrives, and what is said of each way it may end.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { outgoingRule } from '../outgoing/address-rule.ts'
import { type MailServer, mailServer } from './receivers-rig.ts'
import { type MailPost, sendMail } from './send-mail.ts'
import type { SendDeps } from './send-webhook.ts'

const fixture = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../kube-client/fixtures/tls', name), 'utf8')
const ca = fixture('ca.crt')
const secured = { key: fixture('server.key'), cert: fixture('server.crt') }

const open: MailServer[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
const serving = async (...args: Parameters<typeof mailServer>): Promise<MailServer> => {
  const server = await mailServer(...args)
  open.push(server)
  return server
}

const mail = (port: number, over: Partial<MailPost> = {}): MailPost => ({
  host: '127.0.0.1',
  port,
  tls: 'none',
  auth: undefined,
  ca: undefined,
  from: 'periplus@example.com',
  to: ['lead@example.com', 'second@example.com'],
  subject: 'Fleet review 2026-W47 – 12 clusters',
  text: 'Plain Grüße\n.a line that begins with a dot\n',
  html: '<p>HTML Grüße</p>',
  key: 'periplus.leads.2026-W47.0',
  date: new Date('2026-11-23T09:00:00Z'),
  ...over,
})
const deps = (over: Partial<SendDeps> = {}): SendDeps => ({
  rule: outgoingRule([]),
  limits: { connectMs: 500, answerMs: 700 },
  now: () => new Date('2026-11-23T09:00:00Z'),
  signal: new AbortController().signal,
  ...over,
})

/** Of a part: its text, whatever it was encoded as. */
function decoded(text: string, type: string): string {
  const [, head = '', body = ''] =
    new RegExp(`(Content-Type: ${type}[^]*?)\\r\\n\\r\\n([^]*?)\\r\\n----`).exec(text) ?? []
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/quoted-printable/i.test(head)) return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

describe('a mail server', () => {
  it('gets the mail once, in plain text and HTML, with an id that tells a repeat', async () => {
    const { port, mails } = await serving(() => undefined)
    expect(await sendMail(mail(port), deps())).toEqual({ kind: 'sent', says: null })
    expect(mails).toHaveLength(1)
    const [{ from, to, text }] = mails as [(typeof mails)[0]]
    expect(from).toContain('<periplus@example.com>')
    expect(to).toEqual([
      expect.stringContaining('<lead@example.com>'),
      expect.stringContaining('<second@example.com>'),
    ])
    expect(text).toContain('Message-ID: <periplus.leads.2026-W47.0@example.com>')
    expect(text).toContain('Date: Mon, 23 Nov 2026 09:00:00 +0000')
    expect(text).toContain('Auto-Submitted: auto-generated')
    expect(decoded(text, 'text/plain').replaceAll('\r', '')).toBe(
      'Plain Grüße\n.a line that begins with a dot\n',
    )
    expect(decoded(text, 'text/html')).toBe('<p>HTML Grüße</p>')
  })

  it('cannot be given a header or a recipient by a subject', async () => {
    const { port, mails, lines } = await serving(() => undefined)
    const subject = 'Hello\r\nBcc: evil@example.com\r\n\r\nbody'
    expect(await sendMail(mail(port, { subject }), deps())).toMatchObject({ kind: 'sent' })
    const head = mails[0]?.text.split('\r\n\r\n')[0] ?? ''
    expect(head).not.toMatch(/^Bcc:/im)
    expect(lines.filter((line) => line.startsWith('RCPT'))).toHaveLength(2)
  })

  it.each([
    ['starttls', { starttls: secured }],
    ['implicit', { implicit: secured }],
  ] as const)('is signed in to behind %s, once it has proved who it is', async (kind, offered) => {
    const { port, mails, lines } = await serving(() => undefined, offered)
    const auth = { user: 'periplus', password: 'marked-password' }
    const refused = await sendMail(mail(port, { tls: kind, auth }), deps())
    expect(refused).toMatchObject({ kind: 'refused', isFinal: false })
    expect(lines.some((line) => line.startsWith('AUTH'))).toBe(false)
    expect(await sendMail(mail(port, { tls: kind, auth, ca }), deps())).toEqual({ kind: 'sent', says: null })
    expect(mails).toMatchObject([{ signedIn: true, secured: true }])
    const [, , told = ''] = lines.find((line) => line.startsWith('AUTH'))?.split(' ') ?? []
    expect(Buffer.from(told, 'base64').toString()).toBe('\0periplus\0marked-password')
  })

  it('that does not offer TLS gets neither password nor mail where TLS is asked for', async () => {
    const { port, mails, lines } = await serving((step) => (step === 'STARTTLS' ? '502 no' : undefined))
    const auth = { user: 'periplus', password: 'marked-password' }
    const outcome = await sendMail(mail(port, { tls: 'starttls', auth }), deps())
    expect(outcome.kind).toBe('refused')
    expect(mails).toEqual([])
    expect(lines.join('\n')).not.toMatch(/AUTH|MAIL/)
  })

  it.each([
    ['AUTH', '535 wrong: marked-password', { kind: 'refused', isFinal: true }],
    ['AUTH', '454 later', { kind: 'refused', isFinal: false }],
    ['MAIL', '550 not you', { kind: 'refused', isFinal: true }],
    ['RCPT', '450 later', { kind: 'refused', isFinal: false }],
    ['DATA', '451 later', { kind: 'refused', isFinal: false }],
    ['text', '554 spam', { kind: 'refused', isFinal: true }],
    ['text', '421 going down', { kind: 'refused', isFinal: false }],
    ['greeting', 'cut', { kind: 'refused', isFinal: false }],
    ['MAIL', 'cut', { kind: 'refused', isFinal: false }],
    ['DATA', 'cut', { kind: 'refused', isFinal: false }],
    ['greeting', 'silence', { kind: 'refused', isFinal: false }],
    ['RCPT', 'silence', { kind: 'refused', isFinal: false }],
    ['text', 'cut', { kind: 'unknown' }],
    ['text', 'silence', { kind: 'unknown' }],
  ] as const)('that says at %s "%s"', async (at, says, wanted) => {
    const { port, mails } = await serving((step) => (step === at ? says : undefined), {
      starttls: secured,
    })
    const auth = { user: 'periplus', password: 'marked-password' }
    const outcome = await sendMail(mail(port, { tls: 'starttls', auth, ca }), deps())
    expect(outcome).toMatchObject(wanted)
    expect(outcome.says).not.toContain('marked')
    expect(mails).toEqual([])
  })

  it('that refuses one of two recipients has taken it for the other, and that is said', async () => {
    const { port, mails } = await serving((step, line) =>
      step === 'RCPT' && line.includes('second@') ? '550 no such user' : undefined,
    )
    expect(await sendMail(mail(port), deps())).toMatchObject({
      kind: 'sent',
      says: expect.stringMatching(/second@example\.com.*no such user/),
    })
    expect(mails).toHaveLength(1)
  })

  it.each(['169.254.169.254', 'fe80::1', 'metadata.google.internal'])(
    '%s is not connected to',
    async (host) => {
      expect(await sendMail(mail(25, { host }), deps())).toMatchObject({
        kind: 'refused',
        says: expect.stringContaining('Not connected: '),
      })
    },
  )
})
