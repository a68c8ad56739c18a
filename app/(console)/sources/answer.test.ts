import { describe, expect, it } from 'vitest'
import type { SourceHealth } from '../../../domain/model/source.ts'
import { sourcesAnswer } from './answer.ts'

const none: Record<SourceHealth, number> = {
  refused: 0,
  unread: 0,
  stale: 0,
  slowed: 0,
  rejecting: 0,
  ahead: 0,
  silent: 0,
  receiving: 0,
}

const told = (
  byHealth: Partial<Record<SourceHealth, number>>,
  rejects = 0,
  eventsPerSecond = 12,
  unreadFiles = 0,
) =>
  sourcesAnswer({ byHealth: { ...none, ...byHealth }, eventsPerSecond, rejects, unreadFiles })
    .map(({ text }) => text)
    .join('')

describe('the answer of Sources', () => {
  it('says that nobody sends yet', () => {
    expect(told({})).toBe('No cluster sends audit logs yet. Connect one below.')
  })

  it('counts who sends and names each trouble, worst first', () => {
    expect(told({ receiving: 209, rejecting: 2, stale: 2, refused: 1 }, 31)).toBe(
      '211 of 214 clusters send audit logs now. 1 refused, 2 stale, 2 with rejected lines. ' +
        '12.0 events/s in the last minutes. 31 lines were rejected in this window.',
    )
    expect(told({ receiving: 1 }, 1)).toBe(
      '1 of 1 cluster sends audit logs now. 12.0 events/s in the last minutes. 1 line was rejected in this window.',
    )
  })

  it('tells of followed files that are not read, also before anybody sends', () => {
    expect(told({}, 0, 0, 2)).toBe(
      'No cluster sends audit logs yet. 2 followed files are not read. Connect one below.',
    )
    expect(told({ receiving: 1 }, 0, 12, 1)).toMatch(/in this window. 1 followed file is not read\.$/)
    expect(told({ stale: 1 })).toMatch(/^0 of 1 cluster sends audit logs now\./)
  })

  it('leads from every trouble to its rows', () => {
    const parts = sourcesAnswer({
      byHealth: { ...none, silent: 3, stale: 1 },
      eventsPerSecond: 0,
      rejects: 0,
      unreadFiles: 0,
    })
    expect(parts.flatMap(({ text, health }) => (health ? [[text, health]] : []))).toEqual([
      ['1 stale', 'stale'],
      ['3 without data', 'silent'],
    ])
  })
})
