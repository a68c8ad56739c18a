// Where a source is, in the words of its definition. Looks nothing up.
import type { PageSource, SourceDefinition } from '../../domain/model/source-definition.ts'

export function placeOf(definition: SourceDefinition | PageSource): string {
  if (definition.kind === 'kube-api') {
    if ('server' in definition) return definition.server
    if (!('context' in definition)) return 'the cluster Periplus runs in'
    const { context } = definition
    if (context !== '*') return `context ${context}`
    return 'kubeconfig' in definition ? `all contexts of ${definition.kubeconfig}` : 'all contexts'
  }
  if (definition.kind === 'prometheus') return definition.url
  const { accounts, regions } = definition
  const where = regions === undefined ? 'every region' : regions.join(', ')
  if (accounts === undefined) return `its own account, ${where}`
  if (accounts === 'organization') return `all accounts of the organization, ${where}`
  return `${accounts.length === 1 ? `account ${accounts[0]}` : `${accounts.length} accounts`}, ${where}`
}
