import { describe, expect, it } from 'vitest'
import type { ProcessTime } from './process-time.ts'
import { machineSession, roleSession } from './sessions.ts'

const minute = 60_000

function bench(lifeMs = 60 * minute) {
  let nowMs = 0
  let lent = 0
  const time: ProcessTime = { nowMs: () => nowMs, sleep: () => Promise.resolve(), random: () => 0 }
  const assume = async () => {
    lent += 1
    const Expiration = new Date(nowMs + lifeMs)
    return {
      Credentials: { AccessKeyId: `A${lent}`, SecretAccessKey: 's', SessionToken: `t${lent}`, Expiration },
      $metadata: {},
    }
  }
  const session = roleSession(assume, time, () => nowMs)
  const keyAt = async (atMs: number): Promise<string> => {
    nowMs = atMs
    return (await session.credentials()).accessKeyId
  }
  return { session, keyAt, time, lent: () => lent }
}

describe('a session of a role', () => {
  it('is renewed five minutes before it ends', async () => {
    const { keyAt } = bench()
    expect(await keyAt(0)).toBe('A1')
    expect(await keyAt(54 * minute)).toBe('A1')
    expect(await keyAt(55 * minute)).toBe('A2')
    expect(await keyAt(109 * minute)).toBe('A2')
    expect(await keyAt(110 * minute)).toBe('A3')
  })

  it('is not renewed all the time when it is short', async () => {
    const { keyAt } = bench(4 * minute)
    expect(await keyAt(0)).toBe('A1')
    expect(await keyAt(minute)).toBe('A1')
    expect(await keyAt(2 * minute)).toBe('A2')
  })

  it('is never believed to last longer than was asked for', async () => {
    const { keyAt } = bench(48 * 60 * minute)
    expect(await keyAt(0)).toBe('A1')
    expect(await keyAt(55 * minute)).toBe('A2')
  })

  it('is taken anew once for all who were refused with it', async () => {
    const { session, lent } = bench()
    const first = await session.credentials()
    await Promise.all([session.renew(first), session.renew(first), session.renew(first)])
    expect(lent()).toBe(2)
    await session.renew(first)
    expect(lent()).toBe(2)
    expect((await session.credentials()).accessKeyId).toBe('A2')
  })

  it('does not take an answer without credentials for a session', async () => {
    const { time } = bench()
    const session = roleSession(async () => ({ $metadata: {} }), time, Date.now)
    await expect(session.credentials()).rejects.toThrow('sts:AssumeRole: the answer holds no credentials')
  })
})

describe('a session of the machine', () => {
  it('asks the chain each time, and hard after a refusal', async () => {
    const asked: (boolean | undefined)[] = []
    let accessKeyId = 'K1'
    const { time } = bench()
    const session = machineSession(async (options) => {
      asked.push(options?.forceRefresh)
      return { accessKeyId, secretAccessKey: 's' }
    }, time)
    const first = await session.credentials()
    expect(await session.credentials()).toBe(first)
    accessKeyId = 'K2'
    await session.renew(first)
    expect(asked).toEqual([undefined, undefined, true])
    expect((await session.credentials()).accessKeyId).toBe('K2')
  })
})
