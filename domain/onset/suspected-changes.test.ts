import { describe, expect, it } from 'vitest'
import { type SeenChange, type SeenRequest, suspectedChanges } from './suspected-changes.ts'

const at = (second: number) => new Date(Date.parse('2026-01-18T13:59:00Z') + second * 1_000)
const agentSet = { kind: 'DaemonSet', namespace: 'policy-system', name: 'policy-agent' }
const account = { namespace: 'policy-system', name: 'policy-agent' }

const change = (rest: Partial<SeenChange>): SeenChange => ({
  ...{ workload: agentSet, at: at(61), isCreated: false, differs: [], images: [], serviceAccount: null },
  ...rest,
})
const request = (rest: Partial<SeenRequest>): SeenRequest => ({
  ...{ workload: agentSet, at: at(60), verb: 'patch', isScale: false, auditId: 'a', user: 'jo@example.com' },
  ...{ userAgent: 'kubectl/v1.34.0', sourceIp: '10.0.0.1' },
  ...rest,
})
const images = { field: 'images', before: ['agent:2.6.0'], after: ['agent:2.7.0'] }

const ask = (rest: Partial<Parameters<typeof suspectedChanges>[0]>) =>
  suspectedChanges({
    ...{ agent: 'policy-agent', accounts: [account], behind: [], changes: [], requests: [] },
    ...rest,
  })
const told = (rest: Parameters<typeof ask>[0]) => {
  const { suspects, others } = ask(rest)
  return [suspects.map(({ what, workload, link }) => `${what} ${workload.name}: ${link}`), others]
}

describe('what may have made it', () => {
  it.each<[string, Parameters<typeof ask>[0], unknown]>([
    ['nothing seen', {}, [[], 0]],
    [
      'a creation that an audit event tells',
      { requests: [request({ verb: 'create' })] },
      [['created policy-agent: its name'], 0],
    ],
    [
      'one that the object tells',
      { changes: [change({ isCreated: true })] },
      [['created policy-agent: its name'], 0],
    ],
    [
      'both, which are one',
      { changes: [change({ isCreated: true })], requests: [request({ verb: 'create' })], behind: [agentSet] },
      [['created policy-agent: runs it'], 0],
    ],
    [
      'a roll-out',
      { changes: [change({ differs: [images] })], requests: [request({})] },
      [['rolled out policy-agent: its name'], 0],
    ],
    [
      'a patch, of which no more is known',
      { requests: [request({})] },
      [['changed policy-agent: its name'], 0],
    ],
    [
      'scaling',
      { requests: [request({ isScale: true, verb: 'update' })] },
      [['scaled policy-agent: its name'], 0],
    ],
    [
      'scaling that the object tells',
      { changes: [change({ differs: [{ field: 'desired', before: 3, after: 300 }] })] },
      [['scaled policy-agent: its name'], 0],
    ],
    [
      'only its status',
      {
        changes: [
          change({
            differs: [
              { field: 'ready', before: 1, after: 2 },
              { field: 'updated', before: 1, after: 2 },
            ],
          }),
        ],
      },
      [[], 0],
    ],
    [
      'only a controller of the control plane',
      { requests: [request({ user: 'system:serviceaccount:kube-system:deployment-controller' })] },
      [[], 0],
    ],
    [
      'another workload under its account',
      {
        changes: [
          change({
            workload: { ...agentSet, name: 'sweeper' },
            isCreated: true,
            serviceAccount: 'policy-agent',
          }),
        ],
      },
      [['created sweeper: its service account'], 0],
    ],
    [
      'another of its namespace',
      { requests: [request({ workload: { ...agentSet, name: 'webhook' } })] },
      [['changed webhook: its namespace'], 0],
    ],
    [
      'one elsewhere',
      { requests: [request({ workload: { ...agentSet, namespace: 'shop', name: 'cart' } })] },
      [[], 1],
    ],
    [
      'an account of that name elsewhere',
      {
        changes: [
          change({
            workload: { ...agentSet, namespace: 'shop', name: 'cart' },
            isCreated: true,
            serviceAccount: 'policy-agent',
          }),
        ],
      },
      [[], 1],
    ],
    [
      'no account: by name alone',
      { accounts: [], requests: [request({}), request({ workload: { ...agentSet, name: 'webhook' } })] },
      [['changed policy-agent: its name'], 1],
    ],
  ])('%s', (_what, question, wanted) => {
    expect(told(question)).toEqual(wanted)
  })

  it('ranks by link, then by what was done, then by how shortly before', () => {
    const named = (name: string) => ({ ...agentSet, name })
    const { suspects } = ask({
      behind: [named('runner')],
      requests: [
        request({ workload: named('early'), at: at(1) }),
        request({ workload: named('late'), at: at(50) }),
        request({ workload: named('new'), at: at(1), verb: 'create' }),
        request({ workload: named('policy-agent'), at: at(2) }),
        request({ workload: named('runner'), at: at(0) }),
      ],
    })
    expect(suspects.map(({ workload }) => workload.name)).toEqual([
      'runner',
      'policy-agent',
      'new',
      'late',
      'early',
    ])
  })

  it('says who, when and what, from both', () => {
    const [suspect] = ask({
      behind: [agentSet],
      changes: [change({ at: at(30), images: ['agent:2.7.0'], differs: [images] })],
      requests: [
        request({ at: at(5), auditId: 'first', user: 'early@example.com' }),
        request({ at: at(29), auditId: 'second' }),
        request({ at: at(200), auditId: 'third', user: 'late@example.com' }),
      ],
    }).suspects
    expect(suspect).toEqual({
      ...{ what: 'rolled out', at: at(29), workload: agentSet, link: 'runs it' },
      who: { user: 'jo@example.com', userAgent: 'kubectl/v1.34.0', sourceIp: '10.0.0.1' },
      request: { auditId: 'second', at: at(29), verb: 'patch' },
      ...{ differs: [images], images: ['agent:2.7.0'] },
    })
  })
})
