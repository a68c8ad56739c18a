import { expect, it } from 'vitest'
import { rangeOf, talkerStatement, totalStatement } from './query.ts'

const hour = new Date('2026-11-26T10:00:00Z')

it('asks both statements of the same requests, by the counting rule, within what a query may hold', () => {
  const [talkers, total] = [talkerStatement(hour), totalStatement(hour)]
  const head = (text: string) => text.split('\n').slice(0, 8)
  expect(head(talkers)).toEqual(head(total))
  const counts = (text: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith('| stats'))
      ?.split(' by ')[0]
  expect(counts(talkers)).toBe(counts(total))
  for (const text of [talkers, total]) {
    expect(text.length).toBeLessThan(10_000)
    expect(text).toContain('filter @logStream like "kube-apiserver-audit"')
    expect(text.match(/"2026-11-26T10"/g)).toHaveLength(2)
  }
})

it('takes the times out of an event as API servers write it, its objects before them', () => {
  const event =
    '{"stage":"ResponseComplete","requestObject":{"a":"}"},"requestReceivedTimestamp":"2026-11-26T10:59:59.999999Z",' +
    '"stageTimestamp":"2026-11-26T11:00:00.250001Z","annotations":{}}'
  const parses = talkerStatement(hour).match(/parse @message \/(.*)\/$/gm) ?? []
  const found = parses.map(
    (line) => new RegExp(line.slice('parse @message /'.length, -1)).exec(event)?.groups,
  )
  expect(found).toEqual([
    { receivedIn: '2026-11-26T10', receivedMinute: '59', receivedSecond: '59.999999' },
    { endedIn: '2026-11-26T11', endedMinute: '00', endedSecond: '00.250001' },
  ])
})

it.each([
  ['/apis/metrics.k8s.io/v1beta1/nodes?limit=5', '/apis/metrics.k8s.io/v1beta1'],
  ['/healthz?verbose', '/healthz'],
  ['/', '/'],
  ['/a//b/c', '/a//b'],
])('takes three segments of the path of %s', (uri, path) => {
  const [, pattern = ''] = /parse requestURI \/(.*)\/$/m.exec(talkerStatement(hour)) ?? []
  expect(new RegExp(pattern).exec(uri)?.groups).toEqual({ path })
})

it('looks through the hour and the minutes in which its last requests may have been written', () => {
  expect(rangeOf(hour)).toEqual({ startTime: 1_795_687_200, endTime: 1_795_687_200 + 3_600 + 300 - 1 })
})
