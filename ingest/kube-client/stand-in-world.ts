// What an API server of tests holds: objects by resource and every change of them in order, so that lists
// are pages of one version and watches go on from any. Only tests import it.

export interface WorldObject {
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion?: string
    readonly [more: string]: unknown
  }
  readonly [more: string]: unknown
}

export interface Change {
  readonly version: number
  /** "/api/v1/pods". */
  readonly path: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** The object as JSON. */
  readonly text: string
}

export class World {
  version = 100
  /** Changes up to this version are forgotten: whoever asks for them has come too late. */
  forgotten = 0
  readonly #objects = new Map<string, Map<string, string>>()
  #changes: Change[] = []
  readonly #watchers = new Set<(change: Change) => void>()

  /** Items of a recorded list, at the versions they were recorded with. */
  load(path: string, items: readonly WorldObject[], version: number): void {
    const objects = this.#of(path)
    for (const item of items) objects.set(keyOf(item), JSON.stringify(item))
    this.version = Math.max(this.version, version)
  }

  /** Creates or changes an object; the version becomes its own. */
  put(path: string, object: WorldObject): Change {
    const key = keyOf(object)
    const objects = this.#of(path)
    const type = objects.has(key) ? 'MODIFIED' : 'ADDED'
    this.version += 1
    const metadata = { ...object.metadata, resourceVersion: String(this.version) }
    const text = JSON.stringify({ ...object, metadata })
    objects.set(key, text)
    return this.#tell({ version: this.version, path, type, text })
  }

  remove(path: string, object: Pick<WorldObject, 'metadata'>): Change {
    const objects = this.#of(path)
    const text = objects.get(keyOf(object))
    if (text === undefined) throw new Error(`there is no ${keyOf(object)} to remove`)
    objects.delete(keyOf(object))
    this.version += 1
    const last = JSON.parse(text) as WorldObject
    const metadata = { ...last.metadata, resourceVersion: String(this.version) }
    return this.#tell({
      version: this.version,
      path,
      type: 'DELETED',
      text: JSON.stringify({ ...last, metadata }),
    })
  }

  /** Sends what a real server sent: versions are those of the frames. */
  replay(path: string, frame: { readonly type: Change['type']; readonly object: WorldObject }): Change {
    this.version = Number(frame.object.metadata.resourceVersion)
    const text = JSON.stringify(frame.object)
    if (frame.type === 'DELETED') this.#of(path).delete(keyOf(frame.object))
    else this.#of(path).set(keyOf(frame.object), text)
    return this.#tell({ version: this.version, path, type: frame.type, text })
  }

  /** Objects as JSON, in the order of their keys, as an API server lists them. */
  list(path: string): string[] {
    return [...this.#of(path)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
  }

  /** Forgets all changes so far, as etcd does when it compacts. */
  forget(): void {
    this.#changes = []
    this.forgotten = this.version
  }

  changesSince(path: string, version: number): Change[] {
    return this.#changes.filter((change) => change.path === path && change.version > version)
  }

  subscribe(watcher: (change: Change) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  #of(path: string): Map<string, string> {
    const objects = this.#objects.get(path) ?? new Map<string, string>()
    this.#objects.set(path, objects)
    return objects
  }

  #tell(change: Change): Change {
    this.#changes.push(change)
    for (const watcher of this.#watchers) watcher(change)
    return change
  }
}

const keyOf = ({ metadata }: Pick<WorldObject, 'metadata'>): string =>
  `${metadata.namespace ?? ''}/${metadata.name}`
