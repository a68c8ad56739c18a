// What the reader of a tail sees, step by step, by hand.
import { describe, expect, it } from 'vitest'
import type { TailStep } from '../../../domain/model/tail.ts'
import type { ApiRequest } from '../../../domain/model/talker.ts'
import { noTail, type TailAction, type TailState, tailRowsMost, tailState } from './tail-state.ts'

const at = new Date('2026-03-09T02:20:00Z')
const request = (auditId: string) => ({ clusterId: 'a', auditId, at, receivedAt: at }) as ApiRequest
const step = (rows: readonly string[], more: Partial<TailStep> = {}): TailStep => ({
  ...{ at, since: at, isFirst: false, arrived: rows.length, notShown: 0, missed: null },
  rows: rows.map(request),
  ...more,
})
const having = (...actions: TailAction[]): TailState => actions.reduce(tailState, noTail)
const told = (of: TailStep, atMs: number): TailAction => ({ kind: 'step', step: of, atMs })
const ids = (state: TailState) => state.rows.map(({ auditId }) => auditId)

describe('a live tail', () => {
  it('has the newest first, each once, and tells the rate of what came in', () => {
    const first = told(step(['b', 'a'], { isFirst: true, arrived: 0 }), 0)
    const state = having(
      first,
      told(step(['d', 'c']), 1_000),
      told(step(['e'], { arrived: 9, notShown: 8 }), 2_000),
    )
    expect(ids(state)).toEqual(['e', 'd', 'c', 'b', 'a'])
    expect(state).toMatchObject({ perSecond: 5.5, arrived: 11, notShown: 8, line: 'open' })
    expect(having(first).perSecond).toBeNull()
  })

  it('holds back what comes while it is paused, counts it, and shows it when it goes on', () => {
    const paused = having(told(step(['a']), 0), { kind: 'pause' }, told(step(['b'], { arrived: 12 }), 1_000))
    expect([ids(paused), paused.heldCount]).toEqual([['a'], 12])
    const on = tailState(paused, { kind: 'resume' })
    expect([ids(on), on.heldCount, on.isPaused]).toEqual([['b', 'a'], 0, false])
  })

  it('keeps a few hundred rows of however many, paused or not', () => {
    const many = (from: number) => Array.from({ length: 100 }, (_, of) => `${from}-${of}`)
    const steps = Array.from({ length: 9 }, (_, of) => told(step(many(of)), of * 1_000))
    expect(having(...steps).rows).toHaveLength(tailRowsMost)
    expect(having({ kind: 'pause' }, ...steps).held).toHaveLength(tailRowsMost)
    expect(having({ kind: 'pause' }, ...steps).heldCount).toBe(900)
  })

  it('says what was missed while the line was cut, and shows nothing twice', () => {
    const cut: TailAction = { kind: 'line', line: 'connecting', problem: 'the server is stopping' }
    const broken = having(told(step(['a']), 0), cut)
    expect(broken).toMatchObject({ line: 'connecting', problem: 'the server is stopping' })
    const again = tailState(broken, told(step(['c', 'a'], { isFirst: true, arrived: 0, missed: 7 }), 9_000))
    expect(ids(again)).toEqual(['c', 'a'])
    expect(again).toMatchObject({ missed: 7, problem: null, perSecond: null })
  })
})
