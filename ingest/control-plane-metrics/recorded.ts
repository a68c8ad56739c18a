// A real server's answer, for tests of whatever reads or serves it. Only tests import it.
import { readFileSync } from 'node:fs'
import path from 'node:path'

export const recordedMetrics: string = readFileSync(
  path.join(import.meta.dirname, 'fixtures/apiserver-1.33.metrics.txt'),
  'utf8',
)
