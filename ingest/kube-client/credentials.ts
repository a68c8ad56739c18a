// What a request is sent with: headers and TLS material, made from an Access. Files are read again every
// minute and exec plugins run again before they expire, both at once when the server says 401. Holds
// secrets in memory and tells them to nobody but the connection.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Access, Environment, Material } from './access.ts'
import { type ExecCredential, runExecPlugin } from './exec-plugin.ts'
import { KubeFailure, misconfigured } from './failure.ts'

export interface TlsMaterial {
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly servername: string | undefined
  readonly rejectUnauthorized: boolean
}

/** Stays the same object until something of it changed. */
export interface Identity {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly tls: TlsMaterial
}

const rereadMs = 60_000
/** An exec credential is renewed this long before it expires. */
const earlyMs = 20_000

export class Credentials {
  readonly #access: Access
  readonly #environment: Environment
  readonly #nowMs: () => number
  #identity: Identity | undefined
  #readAtMs = 0
  #exec: ExecCredential | undefined
  #reading: Promise<Identity> | undefined

  /** `nowMs` is process time as Date.now gives it: tokens expire by the world's clock, not the product's. */
  constructor(access: Access, environment: Environment, nowMs: () => number = Date.now) {
    this.#access = access
    this.#environment = environment
    this.#nowMs = nowMs
  }

  /** Throws KubeFailure: configuration, certificate. */
  current(): Promise<Identity> {
    const isFresh = this.#nowMs() - this.#readAtMs < rereadMs && !this.#isExpiring()
    if (this.#identity !== undefined && isFresh) return Promise.resolve(this.#identity)
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** The server refused `identity`: the next one is read anew, unless that has been done meanwhile. */
  renew(identity: Identity): void {
    if (this.#identity !== identity) return
    this.#exec = undefined
    this.#readAtMs = Number.NEGATIVE_INFINITY
  }

  #isExpiring(): boolean {
    if (this.#access.exec === undefined) return false
    const expiresAtMs = this.#exec === undefined ? 0 : this.#exec.expiresAtMs
    return expiresAtMs !== undefined && expiresAtMs - earlyMs < this.#nowMs()
  }

  async #read(): Promise<Identity> {
    const known = this.#identity
    const isRefused = this.#readAtMs === Number.NEGATIVE_INFINITY
    const read = await this.#readNow().catch((error: unknown) => {
      // A file that is just being replaced: what was good a minute ago is, until the server refuses it.
      if (known === undefined || isRefused || this.#isExpiring()) throw error
      return known
    })
    this.#readAtMs = this.#nowMs()
    if (known === undefined || JSON.stringify(read) !== JSON.stringify(known)) this.#identity = read
    return this.#identity as Identity
  }

  async #readNow(): Promise<Identity> {
    const { exec, tlsServerName: servername, isUnverified } = this.#access
    if (exec !== undefined && this.#isExpiring()) this.#exec = await runExecPlugin(exec, this.#environment)
    const cert =
      this.#exec?.certificate ?? (await this.#textOf(this.#access.certificate, 'client certificate'))
    const key = this.#exec?.key ?? (await this.#textOf(this.#access.key, 'key of the client certificate'))
    if (cert !== undefined) this.#proveValid(cert)
    const ca = await this.#textOf(this.#access.authority, 'certificate authority')
    return {
      headers: { ...(await this.#authorization()), ...this.#access.impersonation },
      tls: { ca, cert, key, servername, rejectUnauthorized: !isUnverified },
    }
  }

  async #authorization(): Promise<Record<string, string>> {
    const token = this.#exec?.token ?? (await this.#textOf(this.#access.token, 'token'))?.trim()
    if (token !== undefined) return { Authorization: `Bearer ${token}` }
    const { basic } = this.#access
    if (basic === undefined) return {}
    return { Authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}` }
  }

  async #textOf(material: Material | undefined, what: string): Promise<string | undefined> {
    if (material === undefined) return undefined
    if ('text' in material) return material.text
    if ('env' in material) {
      const value = this.#environment[material.env]
      if (value !== undefined && value !== '') return value
      throw misconfigured(
        `The ${what} of ${this.#access.origin} is not in the environment: ${material.env}`,
        [`Set ${material.env} where Periplus is started.`],
      )
    }
    return readFile(material.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT' ? 'is missing' : `cannot be read (${error.code})`
      throw misconfigured(`The ${what} of ${this.#access.origin} ${missing}: ${material.file}`, [
        'Put it there, or write the configuration anew; the user Periplus runs as must be able to read it.',
      ])
    })
  }

  #proveValid(pem: string): void {
    const { origin } = this.#access
    let certificate: X509Certificate
    try {
      certificate = new X509Certificate(pem)
    } catch {
      throw misconfigured(`The client certificate of ${origin} is none`, ['It must be PEM.'])
    }
    if (Date.parse(certificate.validTo) >= this.#nowMs()) return
    throw new KubeFailure({
      kind: 'certificate',
      says: `The client certificate of ${origin} expired on ${new Date(certificate.validTo).toISOString()}`,
      steps: ['Renew it (kubeadm certs renew, or whatever wrote this kubeconfig).'],
      subject: '',
    })
  }
}
