import { describe, expect, it } from 'vitest'
import type { FollowedFile } from '../../../domain/model/followed-file.ts'
import { behindText, lostText, readText } from './followed-words.ts'

const now = new Date('2026-11-23T12:00:00Z')
const file = (over: Partial<FollowedFile> = {}): FollowedFile => ({
  clusterId: 'a',
  path: '/var/log/audit.log',
  state: 'following',
  reason: '',
  positionBytes: 12_400_000,
  sizeBytes: 12_400_000,
  behindBytes: 0,
  behindSince: null,
  lastReadAt: now,
  lost: { times: 0, lastAt: null, what: '' },
  ...over,
})

describe('a followed file', () => {
  it('says that all of it is read', () => {
    expect([readText(file()), behindText(file(), now), lostText(file())]).toEqual([
      'all 12.4 MB',
      '0 B',
      'nothing',
    ])
  })

  it('says how far behind it is, and for how long', () => {
    const behind = file({
      sizeBytes: 12_900_000,
      behindBytes: 500_000,
      behindSince: new Date('2026-11-23T11:57:30Z'),
    })
    expect([readText(behind), behindText(behind, now)]).toEqual([
      '12.4 MB of 12.9 MB',
      '500 kB, for 2 m 30 s',
    ])
  })

  it('says nothing of a file nobody has seen', () => {
    const unseen = file({ positionBytes: null, sizeBytes: null, behindBytes: null })
    expect([readText(unseen), behindText(unseen, now)]).toEqual(['–', '–'])
  })

  it('counts what was lost', () => {
    const lost = { times: 2, lastAt: new Date('2026-11-22T08:30:00Z'), what: 'gone' }
    expect(lostText(file({ lost }))).toBe('2 parts, last Sun 22 Nov 08:30')
  })
})
