// Reads a secret where periplus.yaml says it lies, each time it is needed, so that a changed one is taken.
import { readFile } from 'node:fs/promises'
import type { SecretPlace } from '../../domain/model/source-definition.ts'

/** Rejects in words that name the place and never the secret. */
export function secretReader(variable: (name: string) => string | undefined) {
  return async (place: SecretPlace): Promise<string> => {
    if ('env' in place) {
      const value = variable(place.env)
      if (value === undefined || value === '') throw new Error(`the variable ${place.env} is not set`)
      return value
    }
    try {
      return (await readFile(place.file, 'utf8')).trim()
    } catch (error) {
      throw new Error(`${place.file}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`)
    }
  }
}
