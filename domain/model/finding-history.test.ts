import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CheckResult, type Finding, findingKey, worstStatus } from './finding.ts'
import { type FindingEvent, type KnownFinding, nextFindings } from './finding-history.ts'

const finding = (name: string, status: Finding['status']): Finding => ({
  checkId: 'planted',
  clusterId: 'shop',
  subject: { kind: 'NodeGroup', namespace: null, name },
  about: '',
  status,
  summary: `${name} is ${status}`,
  evidence: [],
  recommendation: 'mend it',
  ownerHint: {},
  lastSeenAt: null,
  deadline: null,
})
const look = (findings: readonly Finding[] | string): CheckResult => ({
  checkId: 'planted',
  clusterId: 'shop',
  status: 'passing',
  findings: typeof findings === 'string' ? [] : findings,
  unreadBecause: typeof findings === 'string' ? findings : null,
  asOf: null,
})

/** What a store remembers, told by events alone. */
function remember(known: readonly KnownFinding[], events: readonly FindingEvent[]): KnownFinding[] {
  const byKey = new Map(known.map((one) => [one.key, one]))
  for (const { key, kind, before, after, summary } of events) {
    const status = kind === 'closed' ? before : after
    byKey.set(key, { key, status: status as KnownFinding['status'], summary, isOpen: kind !== 'closed' })
  }
  return [...byKey.values()]
}

describe('the history of findings', () => {
  it('opens, changes, closes, and opens again', () => {
    const steps: [Finding[] | string, string[]][] = [
      [[finding('core', 'warning')], ['opened passing warning']],
      [[finding('core', 'warning')], []],
      [[finding('core', 'error')], ['changed warning error']],
      ['list nodes: 403', []],
      [[], ['closed error passing']],
      [[], []],
      [[finding('core', 'unknown')], ['opened passing unknown']],
    ]
    let known: KnownFinding[] = []
    for (const [found, expected] of steps) {
      const { events } = nextFindings(known, look(found))
      expect(events.map(({ kind, before, after }) => `${kind} ${before} ${after}`)).toEqual(expected)
      known = remember(known, events)
    }
  })

  it('never skips a step, whatever is found in whatever order', () => {
    const seed = Date.now() % 2 ** 31
    const found = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 })
      .chain((names) =>
        fc.tuple(
          ...names.map((name) =>
            fc
              .constantFrom(...(['error', 'warning', 'unknown'] as const))
              .map((status) => finding(name, status)),
          ),
        ),
      )
    const looks = fc.array(fc.oneof(found, fc.constant('could not look')), { maxLength: 20 })
    fc.assert(
      fc.property(looks, (script) => {
        let known: KnownFinding[] = []
        const histories = new Map<string, FindingEvent[]>()
        for (const step of script) {
          const { events, closed } = nextFindings(known, look(step as Finding[] | string))
          for (const event of events) histories.set(event.key, [...(histories.get(event.key) ?? []), event])
          expect(events.filter(({ kind }) => kind === 'closed').map(({ key }) => key)).toEqual(closed)
          known = remember(known, events)
          // What is open is what was found by the last look that took place.
          if (typeof step !== 'string') {
            const open = known.filter(({ isOpen }) => isOpen).map(({ key, status }) => `${key} ${status}`)
            expect(open.sort()).toEqual(
              (step as Finding[]).map((one) => `${findingKey(one)} ${one.status}`).sort(),
            )
          }
        }
        for (const events of histories.values()) {
          expect(events[0]).toMatchObject({ kind: 'opened', before: 'passing' })
          for (const [index, event] of events.entries()) {
            expect(event.before).toBe(events[index - 1]?.after ?? 'passing')
            expect(event.after).not.toBe(event.before)
            expect(event.kind).toBe(
              event.before === 'passing' ? 'opened' : event.after === 'passing' ? 'closed' : 'changed',
            )
          }
        }
      }),
      { seed },
    )
    console.info(`seed ${seed}`)
  })

  it('is the same whichever finding comes first', () => {
    const both = [finding('a', 'error'), finding('b', 'warning')]
    const keys = (findings: Finding[]) =>
      nextFindings([], look(findings))
        .events.map(({ key }) => key)
        .sort()
    expect(keys(both)).toEqual(keys([...both].reverse()))
  })
})

it('the worst of several is what a check comes to', () => {
  expect(worstStatus([])).toBe('passing')
  expect(worstStatus(['unknown', 'warning'])).toBe('warning')
  expect(worstStatus(['warning', 'error', 'unknown'])).toBe('error')
})
