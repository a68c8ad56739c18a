import { describe, expect, it } from 'vitest'
import { kubeconfigCommands } from './kubeconfig.ts'

const one = { name: 'pay-use1', region: 'us-east-1', provider: 'eks' }

describe('kubeconfig commands', () => {
  it('are of EKS clusters whose region is known', () => {
    expect(
      kubeconfigCommands([
        one,
        { ...one, provider: 'gke' },
        { ...one, region: null },
        { ...one, name: 'ads' },
      ]),
    ).toEqual([
      'aws eks update-kubeconfig --region us-east-1 --name pay-use1',
      'aws eks update-kubeconfig --region us-east-1 --name ads',
    ])
  })

  it('let no name say more to a shell than a name', () => {
    expect(kubeconfigCommands([{ ...one, name: "a'; rm -rf ~ #" }])).toEqual([
      `aws eks update-kubeconfig --region us-east-1 --name 'a'\\''; rm -rf ~ #'`,
    ])
  })
})
