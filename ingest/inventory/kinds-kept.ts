// Remembers which kinds of objects the store holds of a cluster, so that a cluster that is new, or a kind it
// does not have, costs no questions: a thousand clusters of ten kinds begin with a thousand, not ten thousand.
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { ObjectKind } from '../../domain/model/kube-object.ts'

export class KindsKept {
  readonly #ask: (clusterId: ClusterId) => Promise<readonly string[]>
  readonly #kept = new Map<ClusterId, Promise<Set<string>>>()

  constructor(ask: (clusterId: ClusterId) => Promise<readonly string[]>) {
    this.#ask = ask
  }

  /** Somebody else may have told of the cluster: the store is asked again. */
  doubt(clusterId: ClusterId): void {
    this.#kept.delete(clusterId)
  }

  /** Before objects of the kind are on their way. */
  note(clusterId: ClusterId, kind: ObjectKind): void {
    void this.#kept.get(clusterId)?.then(
      (kinds) => kinds.add(kind),
      () => undefined,
    )
  }

  async has(clusterId: ClusterId, kind: ObjectKind): Promise<boolean> {
    const known = this.#kept.get(clusterId)
    if (known !== undefined) return (await known).has(kind)
    const asked = this.#ask(clusterId).then((kinds) => new Set(kinds))
    this.#kept.set(clusterId, asked)
    // What failed is asked again.
    asked.catch(() => this.#kept.delete(clusterId))
    return (await asked).has(kind)
  }
}
