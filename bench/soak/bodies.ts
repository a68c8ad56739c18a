// Bodies for a soak: one body of generated events, written again for every send with ids of its own. Cheap
// to make, so that whoever sends four times what a server can take is not the one who cannot keep up.
import { linesOfCluster } from '../audit-generator.ts'

export interface BodyMaker {
  /** Requests that one body counts. */
  readonly distinct: number
  readonly lines: number
  /** A body whose requests are in no other. */
  next(): Buffer
}

/** `"auditID":"` and 36 characters, of which the last twelve tell bodies apart. */
const idField = '"auditID":"'
const idTail = 24

let written = 0

/** `lines` events between two instants. */
export function bodyMaker(options: {
  readonly lines: number
  readonly fromMs: number
  readonly toMs: number
}): BodyMaker {
  const { lines, fromMs, toMs } = options
  const nextLine = linesOfCluster({ seed: 7, fromMs, toMs, linesPerCluster: lines }, 0)
  const made = Array.from({ length: lines }, () => nextLine())
  const pattern = Buffer.from(`${made.map(({ text }) => text).join('\n')}\n`)
  const places: number[] = []
  for (let at = pattern.indexOf(idField); at !== -1; at = pattern.indexOf(idField, at + 1)) {
    places.push(at + idField.length + idTail)
  }
  return {
    distinct: made.filter(({ repeated }) => !repeated).length,
    lines,
    next: () => {
      const body = Buffer.from(pattern)
      written += 1
      const name = written.toString(16).padStart(12, '0')
      for (const place of places) body.write(name, place, 'latin1')
      return body
    },
  }
}
