// The texts to copy are those of docs/feeding.md, and they parse as what they claim to be.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as feeding from './feeding.ts'

const docs = readFileSync(new URL('../../../docs/feeding.md', import.meta.url), 'utf8')
const feed: feeding.Feed = { origin: 'http://127.0.0.1:3000', clusterId: 'my-cluster', token: null }
const https: feeding.Feed = { origin: 'https://periplus.example.com', clusterId: 'prod', token: 'ppi_secret' }

const texts = {
  import: feeding.importCommand,
  curl: feeding.curlCommand,
  webhook: feeding.webhookKubeconfig,
  firehose: feeding.firehoseCommand,
  terraform: (of: feeding.Feed) => feeding.firehoseTerraform(of, of.clusterId),
  vector: feeding.vectorConfig,
  'fluent-bit': feeding.fluentBitConfig,
} satisfies Record<string, (of: feeding.Feed) => string>

describe('what is copied from the page', () => {
  it.each(Object.entries(texts))('%s stands in docs/feeding.md, word for word', (_, text) => {
    expect(docs).toContain(text(feed))
  })

  it('has its flags, policy and AWS commands there, too', () => {
    for (const text of [
      feeding.webhookFlags,
      feeding.auditPolicy,
      feeding.enableEksAudit('my-cluster'),
      feeding.subscriptionCommand('my-cluster'),
    ]) {
      expect(docs).toContain(text)
    }
  })

  it.each(Object.entries(texts))('%s speaks of the server, cluster and token it is given', (name, text) => {
    const own = text(https)
    expect(own).not.toMatch(/127\.0\.0\.1|my-cluster|PERIPLUS_TOKEN/)
    expect(own).toContain(name === 'fluent-bit' ? 'periplus.example.com' : 'https://periplus.example.com')
    if (name !== 'firehose') expect(own).toContain('prod')
    if (name !== 'terraform') expect(own).toContain('ppi_secret')
  })

  it('lets Fluent Bit speak TLS where the page does', () => {
    expect(feeding.fluentBitConfig(https)).toMatch(/Port +443\n[\s\S]*tls +On/)
    expect(feeding.fluentBitConfig(feed)).not.toContain('tls')
  })

  it('gives Firehose JSON once the shell has put its variables in', () => {
    const json = /<<EOF\n([\s\S]*)\nEOF/.exec(feeding.firehoseCommand(https))?.[1] ?? ''
    expect(JSON.parse(json)).toMatchObject({
      EndpointConfiguration: {
        Url: 'https://periplus.example.com/api/ingest/v1/firehose',
        AccessKey: 'ppi_secret',
      },
    })
  })
})
