// A world that goes on: at its first start its epoch is today less fourteen days, and that, with seed and
// scale, is written beside its data. Later starts take it from there; another seed or scale is refused.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { dayMs, firstDay, isoOf } from './clock.ts'
import { type Scale, scales } from './fleet.ts'

export interface Remembered {
  readonly seed: number
  readonly scale: Scale
  readonly epochMs: number
}

interface Asked {
  readonly seed: number | undefined
  readonly scale: Scale | undefined
  /** Begins anew, whatever was before. */
  readonly reset: boolean
  readonly wallMs: number
}

const fileName = 'world.json'

/** Of a world that begins now: midnight, fourteen days ago. */
export const epochToday = (wallMs: number): number => Math.floor(wallMs / dayMs) * dayMs - firstDay * dayMs

function read(file: string): Remembered {
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const { seed, scale, epoch } = (found ?? {}) as Record<string, unknown>
  const epochMs = typeof epoch === 'string' ? Date.parse(epoch) : Number.NaN
  const known = scales.find((one) => one === scale)
  if (!Number.isSafeInteger(seed) || known === undefined || Number.isNaN(epochMs))
    throw new Error('it says no world')
  return { seed: seed as number, scale: known, epochMs }
}

/** Rejects in words what cannot be read, and a world that is another than was asked for. */
export function rememberedWorld(
  folder: string,
  asked: Asked,
  otherwise: { seed: number; scale: Scale },
): Remembered {
  const file = path.join(folder, fileName)
  if (existsSync(file) && !asked.reset) {
    let known: Remembered
    try {
      known = read(file)
    } catch (error) {
      throw new Error(`${file} cannot be read: ${(error as Error).message}; begin anew with --reset`)
    }
    for (const name of ['seed', 'scale'] as const) {
      if (asked[name] !== undefined && asked[name] !== known[name]) {
        throw new Error(
          `the world in ${folder} has ${name} ${known[name]}, not ${asked[name]}; begin another with --reset, or in another folder`,
        )
      }
    }
    return known
  }
  const { seed = otherwise.seed, scale = otherwise.scale, wallMs } = asked
  const made = { seed, scale, epochMs: epochToday(wallMs) }
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify({ seed, scale, epoch: isoOf(made.epochMs) }, null, 2)}\n`)
  renameSync(`${file}.new`, file)
  return made
}
