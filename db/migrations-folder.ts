// Where migrations lie: below the package's root, found from this module's own place, since it runs
// both from source and from a bundle.
import { existsSync } from 'node:fs'
import path from 'node:path'

export function migrationsFolder(store: 'relational' | 'events'): string {
  let folder = import.meta.dirname
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder)
    if (parent === folder)
      throw new Error('no package.json above the store modules: the installation is incomplete')
    folder = parent
  }
  return path.join(folder, 'db', store, 'migrations')
}
