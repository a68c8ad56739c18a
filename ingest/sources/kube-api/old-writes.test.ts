// Who wrote objects by which version: from objects as API servers list them, written out by hand.
import { describe, expect, test } from 'vitest'
import { oldWritesOf } from './old-writes.ts'

const kind = { group: 'flowcontrol.apiserver.k8s.io', resource: 'flowschemas' }
const of = (metadata: object) =>
  oldWritesOf(kind, JSON.stringify({ metadata: { name: 'agents', ...metadata } }))
const entry = (manager: string, version: string, time?: string) => ({
  manager,
  operation: 'Update',
  apiVersion: `flowcontrol.apiserver.k8s.io/${version}`,
  ...(time !== undefined && { time }),
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': {} },
})
const write = { group: kind.group, version: 'v1beta3', resource: 'flowschemas', object: 'agents' }
const applied = (apiVersion: string) => ({
  'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ apiVersion, kind: 'FlowSchema' }),
})

describe('an object', () => {
  test('names each manager that wrote it by a version that goes, and when last', () => {
    const managedFields = [
      entry('hpa', 'v1beta3', '2026-11-01T08:00:00Z'),
      entry('hpa', 'v1beta3', '2026-11-20T08:00:00Z'),
      entry('helm', 'v1', '2026-11-21T08:00:00Z'),
      entry('old-helm', 'v1beta2', '2025-01-01T00:00:00Z'),
    ]
    expect(of({ managedFields })).toEqual([
      { ...write, manager: 'hpa', at: '2026-11-20T08:00:00.000Z' },
      { ...write, version: 'v1beta2', manager: 'old-helm', at: '2025-01-01T00:00:00.000Z' },
    ])
  })

  test.each([
    [
      'of the API server itself',
      { managedFields: [entry('api-priority-and-fairness-config-producer-v1', 'v1beta3')] },
    ],
    [
      'written by the version that stays',
      { managedFields: [entry('hpa', 'v1')], annotations: applied('flowcontrol.apiserver.k8s.io/v1') },
    ],
    ['by a version of which nobody knows an end', { managedFields: [entry('hpa', 'v9')] }],
    ['of another group', { managedFields: [{ ...entry('hpa', 'v1'), apiVersion: 'apps/v1beta3' }] }],
    ['with nothing', {}],
    [
      'with an annotation that is no JSON',
      { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } },
    ],
    ['by nobody', { managedFields: [{ ...entry('', 'v1beta3'), manager: null }] }],
  ])('%s tells of none', (_, metadata) => {
    expect(of(metadata)).toEqual([])
  })

  test('whose managers were taken off is told by what kubectl applied, without a time', () => {
    expect(of({ annotations: applied('flowcontrol.apiserver.k8s.io/v1beta3') })).toEqual([
      { ...write, manager: 'kubectl', at: null },
    ])
  })

  test('in a namespace is named with it, a time that cannot be read is none, text that is no object tells of none', () => {
    expect(of({ namespace: 'one', managedFields: [entry('hpa', 'v1beta3', 'yesterday')] })).toMatchObject([
      { object: 'one/agents', at: null },
    ])
    expect(oldWritesOf(kind, '[]')).toEqual([])
    expect(oldWritesOf(kind, '{"metadata":')).toEqual([])
  })
})
