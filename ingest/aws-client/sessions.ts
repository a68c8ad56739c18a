// With whose credentials an account is read: a role assumed there, renewed before its session ends and when
// AWS says that it ended, or the machine's own. One renewal at a time serves all who wait for it.
import type { AwsCredentials, CredentialChain } from './clients.ts'
import type { OutputOf } from './closed-list.ts'
import { AwsFailure } from './failure.ts'
import type { ProcessTime } from './process-time.ts'

/** What every role allows; chained roles get no more. */
export const sessionSeconds = 3_600
const renewBeforeMs = 5 * 60_000

interface Lent {
  readonly credentials: AwsCredentials
  readonly renewAtMs: number
}

export class Session {
  readonly #lend: (isForced: boolean) => Promise<Lent>
  readonly #time: ProcessTime
  #lent: Lent | undefined
  #renewing: Promise<Lent> | undefined

  constructor(lend: (isForced: boolean) => Promise<Lent>, time: ProcessTime) {
    this.#lend = lend
    this.#time = time
  }

  async credentials(): Promise<AwsCredentials> {
    if (this.#lent !== undefined && this.#time.nowMs() < this.#lent.renewAtMs) return this.#lent.credentials
    return (await this.#renewed(false)).credentials
  }

  /** AWS refused these; whoever comes with older ones gets those that took their place. */
  async renew(refused: AwsCredentials): Promise<void> {
    if (this.#lent === undefined || this.#lent.credentials === refused) await this.#renewed(true)
  }

  async #renewed(isForced: boolean): Promise<Lent> {
    this.#renewing ??= this.#lend(isForced).finally(() => {
      this.#renewing = undefined
    })
    this.#lent = await this.#renewing
    return this.#lent
  }
}

/** Of a role: `assume` asks STS, whose clock `lendersMs` is. */
export function roleSession(
  assume: () => Promise<OutputOf<'sts', 'AssumeRole'>>,
  time: ProcessTime,
  lendersMs: () => number,
): Session {
  return new Session(async () => {
    const { Credentials: told } = await assume()
    if (!told?.AccessKeyId || !told.SecretAccessKey || !told.SessionToken) {
      const says = 'the answer holds no credentials'
      throw new AwsFailure('sts:AssumeRole', {
        kind: 'internal',
        remedy: 'none',
        code: 'NoCredentials',
        says,
      })
    }
    const saidMs = (told.Expiration?.getTime() ?? Number.POSITIVE_INFINITY) - lendersMs()
    const lifeMs = Math.min(sessionSeconds * 1_000, saidMs)
    return {
      credentials: {
        accessKeyId: told.AccessKeyId,
        secretAccessKey: told.SecretAccessKey,
        sessionToken: told.SessionToken,
      },
      renewAtMs: time.nowMs() + lifeMs - Math.min(renewBeforeMs, lifeMs / 2),
    }
  }, time)
}

/** Of the machine: the SDK's chain keeps and renews them, and is asked each time. */
export function machineSession(chain: CredentialChain, time: ProcessTime): Session {
  let last: AwsCredentials | undefined
  return new Session(async (isForced) => {
    const found = await chain(isForced ? { forceRefresh: true } : {})
    // The same ones again, so that whoever compares sees that nothing changed.
    if (last?.accessKeyId !== found.accessKeyId || last.sessionToken !== found.sessionToken) last = found
    return { credentials: last, renewAtMs: time.nowMs() }
  }, time)
}
