// A real API server, when one is at hand: what is stored of it is what kubectl sees. Runs when
// PERIPLUS_TEST_KUBE_CONTEXT names a context of KUBECONFIG (else ~/.kube/config) and kubectl is installed.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ObjectKind } from '../domain/model/kube-object.ts'
import { eventually, ReadingRig } from './reading-rig.ts'

const context = process.env.PERIPLUS_TEST_KUBE_CONTEXT
const kubectl = process.env.KUBECTL ?? 'kubectl'
let rig: ReadingRig
beforeAll(async () => {
  if (context !== undefined) rig = await ReadingRig.open(undefined, process.env)
})
afterAll(() => rig?.close())

/** "namespace/name uid" of every object of a kind. */
function seenByKubectl(resource: string): string[] {
  const form = '{range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.uid}{"\\n"}{end}'
  const asked = ['--context', context ?? '', 'get', resource, '--all-namespaces', '-o', `jsonpath=${form}`]
  return execFileSync(kubectl, asked, { encoding: 'utf8' }).split('\n').filter(Boolean).sort()
}

const kinds: readonly (readonly [ObjectKind, string])[] = [
  ['Node', 'nodes'],
  ['Pod', 'pods'],
  ['Namespace', 'namespaces'],
  ['Deployment', 'deployments.apps'],
  ['ReplicaSet', 'replicasets.apps'],
  ['DaemonSet', 'daemonsets.apps'],
  ['StatefulSet', 'statefulsets.apps'],
]

describe.skipIf(context === undefined)('a real cluster', () => {
  it('is stored as kubectl sees it', { timeout: 600_000 }, async () => {
    const kubeconfig = process.env.KUBECONFIG ?? '~/.kube/config'
    await rig.read({ kind: 'kube-api', name: 'real', cluster: 'real', context: context ?? '', kubeconfig })
    await rig.isRead('real')
    // The cluster goes on while two look at it.
    for (const [kind, resource] of kinds)
      await eventually(async () => {
        const stored = await rig.objects('real', kind)
        expect(stored.map(({ namespace, name, uid }) => `${namespace}/${name} ${uid}`).sort()).toEqual(
          seenByKubectl(resource),
        )
      })
  })
})
