// Agents as real logs hold them, by hand.
import { describe, expect, it } from 'vitest'
import { agentOf, agentVersionOf } from './agent.ts'

const manager = 'kube-controller-manager/v1.20.2 (linux/amd64) kubernetes/faecb19'

describe('the program behind a user agent', () => {
  it.each([
    ['kube-apiserver/v1.20.2 (linux/amd64) kubernetes/faecb19', 'kube-apiserver', '1.20.2'],
    ['kubelet/v1.20.15 (linux/amd64) kubernetes/d5ddbbd', 'kubelet', '1.20.15'],
    [
      `${manager}/system:serviceaccount:kube-system:replicaset-controller`,
      'kube-controller-manager/system:serviceaccount:kube-system:replicaset-controller',
      '1.20.2',
    ],
    [`${manager}/tokens-controller`, 'kube-controller-manager/tokens-controller', '1.20.2'],
    [manager, 'kube-controller-manager', '1.20.2'],
    ['kube-scheduler/v1.30.1 (linux/arm64) kubernetes/abc/leader-election', 'kube-scheduler', '1.30.1'],
    ['kubectl/v1.17.3 (darwin/amd64) kubernetes/06ad960', 'kubectl', '1.17.3'],
    ['agent/v0.0.0 (linux/amd64) kubernetes/$Format', 'agent', '0.0.0'],
    ['policy-agent/v3.8.0-eksbuild.1 (linux/arm64)', 'policy-agent', '3.8.0-eksbuild.1'],
    ['seed/1.0', 'seed', '1.0'],
    ['curl/7.88.1', 'curl', '7.88.1'],
    ['helm/3.2.4', 'helm', '3.2.4'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'Mozilla', '5.0'],
    ['Amazon CloudWatch Agent/1.3 (linux)', 'Amazon CloudWatch Agent', '1.3'],
    ['relay (linux/amd64)', 'relay', ''],
    ['tool/vault', 'tool', 'vault'],
    ['curl', 'curl', ''],
    ['name/', 'name', ''],
    ['', '', ''],
    ['/odd/1', '/odd/1', ''],
    [' ', ' ', ''],
    ['(linux)', '(linux)', ''],
  ])('%s', (userAgent, agent, version) => {
    expect([agentOf(userAgent), agentVersionOf(userAgent)]).toEqual([agent, version])
  })

  it('merges versions and platforms, and keeps a name of four kilobytes a name', () => {
    expect(agentOf('a/1 (linux/amd64)')).toBe(agentOf('a/2 (linux/arm64) kubernetes/x'))
    const long = 'x'.repeat(4_096)
    expect(agentOf(long)).toBe(long)
    expect(agentOf(`${long}/1.2`)).toBe(long)
  })
})
