// Go, no go, cannot tell yet: and which checks decide it.
import { expect, it } from 'vitest'
import { type GateCheck, gateOf, isGo } from './gate.ts'

const check = (checkId: string, over: Partial<GateCheck> = {}): GateCheck => ({
  ...{ checkId, blocks: true, status: 'passing', findings: 0, waived: 0, unreadBecause: null },
  ...over,
})

it('is no go because of one cluster, and says by what, on how many', () => {
  const gate = gateOf([
    [check('skew', { status: 'error', findings: 3 }), check('apis')],
    [check('skew', { status: 'error', findings: 1 }), check('apis', { status: 'error', findings: 2 })],
    [check('skew'), check('apis')],
  ])
  expect(gate.verdict).toBe('blocked')
  expect(isGo(gate)).toBe(false)
  expect(gate.blockers).toEqual([
    { checkId: 'skew', clusters: 2, findings: 4 },
    { checkId: 'apis', clusters: 1, findings: 2 },
  ])
})

it('cannot tell where a check could not look, and says what is missing', () => {
  const gate = gateOf([
    [check('skew', { status: 'unknown', unreadBecause: 'nodes: 403' })],
    [check('skew', { status: 'unknown', unreadBecause: 'no source' })],
    [check('skew')],
  ])
  expect(gate).toMatchObject({ verdict: 'unknown', blockers: [], unseen: 0 })
  expect(gate.missing).toEqual([
    { checkId: 'skew', clusters: 2, findings: 0, because: ['no source', 'nodes: 403'] },
  ])
  expect(gateOf([[]])).toMatchObject({ verdict: 'unknown', unseen: 1 })
})

it('goes with what was accepted, and says so; an error that never blocks is a warning', () => {
  const gate = gateOf([
    [check('skew', { waived: 2 }), check('support', { blocks: false, status: 'error', findings: 1 })],
  ])
  expect(gate).toMatchObject({
    verdict: 'warnings',
    accepted: [{ checkId: 'skew', clusters: 1, findings: 2 }],
    warnings: [{ checkId: 'support', clusters: 1, findings: 1 }],
  })
  expect(isGo(gate)).toBe(true)
  expect(gateOf([[check('skew')]])).toMatchObject({ verdict: 'ready', accepted: [], warnings: [] })
})
