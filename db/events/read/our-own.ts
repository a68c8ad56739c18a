// The scope of what this installation works out for itself: counts and findings. Nobody is shown what is read
// under it; what comes of it is shown under its reader's own scope.
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'

export const ourOwn = (clusters: 'all' | readonly ClusterId[]): Scope =>
  ({ clusters, namespaces: 'all' }) as unknown as Scope
