// Where the embedded stores lie below the data folder: those of `serve` in one folder, those of the demo in
// another, so that they never mix. Looks at what is there, and makes nothing.
import path from 'node:path'
import { hasStores } from '../db/embedded/hold-snapshot.ts'

/**
 * Of `serve` and of whatever speaks of its stores. A folder that itself holds stores is taken as it is: so it was
 * before there was a demo beside them.
 */
export const storesFolder = (dataDir: string): string =>
  hasStores(dataDir) ? dataDir : path.join(dataDir, 'main')

export const demoFolder = (dataDir: string): string => path.join(dataDir, 'demo')
