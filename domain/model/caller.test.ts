import { expect, test } from 'vitest'
import { serviceAccountOf } from './caller.ts'

test('service accounts, and users that only look like one', () => {
  expect(serviceAccountOf('system:serviceaccount:argocd:argocd-server')).toEqual({
    namespace: 'argocd',
    name: 'argocd-server',
  })
  const others = [
    'system:node:ip-10-0-0-1',
    'system:serviceaccount:argocd',
    'system:serviceaccounts:a:b',
    '',
    'a:b',
  ]
  expect(others.map(serviceAccountOf)).toEqual(others.map(() => null))
})
