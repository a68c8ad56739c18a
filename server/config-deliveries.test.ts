// `deliveries` of periplus.yaml: what is taken, and every wrong field in words.
import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'

const parse = (text: string) =>
  parseConfig(text, { file: 'periplus.yaml', folder: '/etc/periplus', home: '/home/p' })

function refusal(text: string): string {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('it was taken')
}

const webhook = (more: string) => `deliveries:\n  - { id: a, kind: webhook, url: { env: HOOK }, ${more} }\n`
const smtp = (more: string) =>
  `deliveries:\n  - { id: a, kind: smtp, host: mx.example, from: p@example.com, ${more} }\n`

describe('deliveries', () => {
  it('are webhooks and mails, with usual values and paths made absolute', () => {
    const text = `
deliveries:
  - { id: platform, kind: webhook, url: { file: slack-url } }
  - id: leads
    kind: smtp
    enabled: false
    host: smtp.example.internal
    port: 2525
    tls: implicit
    from: periplus@example.com
    to: [lead@example.com]
    auth: { user: periplus, password: { env: SMTP_PASSWORD } }
    caFile: ca.crt
    pageUrl: https://periplus.example.internal/p
    schedule: { weekday: friday, time: 17:30, zone: Europe/Berlin }
    scope: { owners: [payments] }
`
    const monday = { weekday: 'monday', time: '09:00', zone: 'UTC' }
    expect(parse(text).deliveries).toEqual([
      {
        ...{ id: 'platform', kind: 'webhook', enabled: true, schedule: monday, scope: {} },
        url: { file: '/etc/periplus/slack-url' },
      },
      {
        ...{ id: 'leads', kind: 'smtp', enabled: false, host: 'smtp.example.internal', port: 2525 },
        ...{ tls: 'implicit', from: 'periplus@example.com', to: ['lead@example.com'] },
        auth: { user: 'periplus', password: { env: 'SMTP_PASSWORD' } },
        caFile: '/etc/periplus/ca.crt',
        pageUrl: 'https://periplus.example.internal/p',
        schedule: { weekday: 'friday', time: '17:30', zone: 'Europe/Berlin' },
        scope: { owners: ['payments'] },
      },
    ])
  })

  it.each([
    ['deliveries: 7\n', 'deliveries must be a list'],
    ['deliveries: [x]\n', 'deliveries[0] must be a map of keys, with at least id and kind'],
    ['deliveries: [{ id: a }]\n', 'deliveries[0].kind is missing; it is smtp or webhook'],
    ['deliveries: [{ id: a, kind: fax }]\n', 'deliveries[0].kind is smtp or webhook'],
    ['deliveries: [{ id: a, kind: webhook }]\n', 'deliveries[0].url is missing'],
    [
      'deliveries: [{ id: a, kind: webhook, url: "https://hooks.example/T0/secret" }]\n',
      'deliveries[0].url is { env: VARIABLE } or { file: PATH }',
    ],
    ['deliveries: [{ id: A b, kind: webhook, url: { env: X } }]\n', 'deliveries[0].id is 1 to 50 of'],
    [webhook('schedule: { weekday: someday }'), 'deliveries[0].schedule.weekday is monday or tuesday or'],
    [webhook('schedule: { time: "9:00" }'), 'deliveries[0].schedule.time must be a time such as "09:00"'],
    [webhook('schedule: { zone: Europe/Atlantis }'), 'deliveries[0].schedule.zone must be a time zone'],
    [webhook('schedule: { day: 1 }'), 'deliveries[0].schedule.day is not known here'],
    [webhook('scope: { team: [a] }'), 'deliveries[0].scope.team is not known here'],
    [webhook('enabled: yes please'), 'deliveries[0].enabled must be true or false'],
    [webhook('pageUrl: periplus.example'), 'deliveries[0].pageUrl must be an address that starts with'],
    [webhook('port: 1'), 'deliveries[0].port is not known here'],
    [smtp('to: []'), 'deliveries[0].to must name a recipient'],
    [smtp('to: ["a@b.example\\r\\nBcc: x@y.example"]'), 'deliveries[0].to[0] must be a mail address'],
    [smtp('to: ["Somebody <a@b.example>"]'), 'deliveries[0].to[0] must be a mail address'],
    [smtp('to: [a@b.example], port: 70000'), 'deliveries[0].port must be a port'],
    [smtp('to: [a@b.example], tls: maybe'), 'deliveries[0].tls is starttls or implicit or none'],
    [
      smtp('to: [a@b.example], auth: { user: u, password: clear }'),
      'deliveries[0].auth.password is { env: VARIABLE } or { file: PATH }',
    ],
    [
      smtp('to: [a@b.example], tls: none, auth: { user: u, password: { env: P } }'),
      'deliveries[0].auth would go in clear text with tls: none',
    ],
    [
      `${webhook('enabled: true')}  - { id: a, kind: webhook, url: { env: HOOK } }\n`,
      'periplus.yaml:3: deliveries[1].id is taken by deliveries[0]',
    ],
  ])('%j is refused', (text, says) => {
    const told = refusal(text)
    expect(told).toContain(says)
    // A secret that was written where none belongs is not said back.
    expect(told).not.toMatch(/T0|clear(?! text)/)
  })

  it(`are at most 50, with at most 50 recipients each`, () => {
    const many = Array.from({ length: 51 }, (_, n) => `r${n}@example.com`).join(', ')
    expect(refusal(smtp(`to: [${many}]`))).toContain('deliveries[0].to names more than 50 recipients')
    const one = (n: number) => `  - { id: d${n}, kind: webhook, url: { env: X } }`
    const text = `deliveries:\n${Array.from({ length: 51 }, (_, n) => one(n)).join('\n')}\n`
    expect(refusal(text)).toContain('deliveries')
  })
})
