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
  logstash: feeding.logstashConfig,
  gke: feeding.gkeCommand,
  vector: feeding.vectorConfig,
  'fluent-bit': feeding.fluentBitConfig,
} satisfies Record<string, (of: feeding.Feed) => string>

describe('what is copied from the page', () => {
  it.each(Object.entries(texts))('%s stands in docs/feeding.md, word for word', (_, text) => {
    expect(docs).toContain(text(feed))
  })

  it('has its flags, mounts, policy, tunnel and followed file there, too', () => {
    for (const text of [
      feeding.webhookFlags,
      feeding.webhookMounts,
      feeding.auditPolicy,
      feeding.tunnelCommand(feed),
      feeding.followCommand(feed),
    ]) {
      expect(docs).toContain(text)
    }
  })

  it('mounts each file that a flag names, and no other', () => {
    const named = [...feeding.webhookFlags.matchAll(/=(\/\S+)/g)].map(([, file]) => file)
    for (const kind of [/mountPath: (\/[^,\s]+)/g, /hostPath: \{ path: (\/[^,\s]+)/g]) {
      const mounted = [...feeding.webhookMounts.matchAll(kind)].map(([, file]) => file)
      expect(mounted).toEqual(named)
    }
  })

  it('needs a tunnel where the page is open at an address of this machine alone', () => {
    const tunnelOf = (origin: string) => feeding.tunnelCommand({ ...feed, origin })
    expect(tunnelOf('http://localhost')).toContain('-R 80:127.0.0.1:80')
    expect(tunnelOf('http://[::1]:3100/periplus')).toContain('-R 3100:127.0.0.1:3100')
    expect(tunnelOf('https://periplus.example.com')).toBeNull()
    expect(tunnelOf('http://127.example.com')).toBeNull()
  })

  it('tells where the certificate of an address of one’s own goes', () => {
    expect(feeding.webhookKubeconfig(https)).toContain(
      '# of a certificate of your own: certificate-authority:',
    )
    expect(feeding.webhookKubeconfig(feed)).not.toContain('certificate')
  })

  it.each(Object.entries(texts))('%s speaks of the server, cluster and token it is given', (name, text) => {
    const own = text(https)
    expect(own).not.toMatch(/127\.0\.0\.1|my-cluster|PERIPLUS_TOKEN/)
    expect(own).toContain(name === 'fluent-bit' ? 'periplus.example.com' : 'https://periplus.example.com')
    expect(own).toContain('prod')
    expect(own).toContain('ppi_secret')
  })

  it('lets Fluent Bit speak TLS where the page does', () => {
    expect(feeding.fluentBitConfig(https)).toMatch(/Port +443\n[\s\S]*tls +On/)
    expect(feeding.fluentBitConfig(feed)).not.toContain('tls')
  })
})
