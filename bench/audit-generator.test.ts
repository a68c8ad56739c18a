import { expect, test } from 'vitest'
import { linesOfCluster, randomBits, zipf } from './audit-generator.ts'

const options = {
  seed: 1,
  fromMs: Date.UTC(2026, 10, 23),
  toMs: Date.UTC(2026, 10, 24),
  linesPerCluster: 10_000,
}
const linesOf = (cluster: number, count: number, seed = 1) => {
  const next = linesOfCluster({ ...options, seed }, cluster)
  return Array.from({ length: count }, () => next())
}

test('the same seed writes the same bytes, another seed or cluster others', () => {
  const first = linesOf(0, 50).map(({ text }) => text)
  expect(linesOf(0, 50).map(({ text }) => text)).toEqual(first)
  expect(linesOf(1, 50).map(({ text }) => text)).not.toEqual(first)
  expect(linesOf(0, 50, 2).map(({ text }) => text)).not.toEqual(first)
})

test('every line is an audit event inside the window, about 700 bytes, ids unique but for the repeats', () => {
  const lines = linesOf(0, 10_000)
  const ids = new Set<string>()
  let bytes = 0
  for (const { text, repeated } of lines) {
    const event = JSON.parse(text) as {
      auditID: string
      requestReceivedTimestamp: string
      verb: string
      stage: string
    }
    bytes += text.length + 1
    expect(ids.has(event.auditID)).toBe(repeated)
    ids.add(event.auditID)
    expect(event.auditID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    const at = Date.parse(event.requestReceivedTimestamp)
    expect(at).toBeGreaterThanOrEqual(options.fromMs)
    expect(at).toBeLessThan(options.toMs)
  }
  const repeats = lines.filter(({ repeated }) => repeated).length / lines.length
  expect(repeats).toBeGreaterThan(0.04)
  expect(repeats).toBeLessThan(0.06)
  expect(bytes / lines.length).toBeGreaterThan(600)
  expect(bytes / lines.length).toBeLessThan(800)
})

test('draws are skewed as Zipf says', () => {
  const draw = zipf(100, 1, randomBits(7))
  const counts = new Array<number>(100).fill(0)
  for (let i = 0; i < 200_000; i += 1) {
    const rank = draw()
    counts[rank] = (counts[rank] ?? 0) + 1
  }
  const [first = 0, second = 0] = counts
  expect(first / second).toBeGreaterThan(1.8)
  expect(first / second).toBeLessThan(2.2)
})
