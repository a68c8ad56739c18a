// A world that goes on: at its first start its epoch is today less fourteen days, and that, with seed and
// scale, is written beside its data. Later starts take it from there; another seed or scale is refused.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { dayMs, firstDay, isoOf } from './clock.ts'
import { type Scale, scales } from './fleet.ts'

export interface Remembered {
  readonly seed: number
  readonly scale: Scale
  /** Ids, sorted. */
  readonly scenarios: readonly string[]
  readonly epochMs: number
}

interface Asked {
  readonly seed: number | undefined
  readonly scale: Scale | undefined
  readonly scenarios: readonly string[] | undefined
  /** Begins anew, whatever was before. */
  readonly reset: boolean
  readonly wallMs: number
}

const fileName = 'world.json'

/** Of a world that begins now: midnight, fourteen days ago. */
export const epochToday = (wallMs: number): number => Math.floor(wallMs / dayMs) * dayMs - firstDay * dayMs

function read(file: string): Remembered {
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const { seed, scale, epoch, scenarios = ['S01'] } = (found ?? {}) as Record<string, unknown>
  const epochMs = typeof epoch === 'string' ? Date.parse(epoch) : Number.NaN
  const known = scales.find((one) => one === scale)
  const areIds = Array.isArray(scenarios) && scenarios.every((id) => typeof id === 'string')
  if (!Number.isSafeInteger(seed) || known === undefined || Number.isNaN(epochMs) || !areIds)
    throw new Error('it says no world')
  return { seed: seed as number, scale: known, scenarios: scenarios as string[], epochMs }
}

/** Rejects in words what cannot be read, and a world that is another than was asked for. */
export function rememberedWorld(
  folder: string,
  asked: Asked,
  otherwise: Omit<Remembered, 'epochMs'>,
): Remembered {
  const file = path.join(folder, fileName)
  if (existsSync(file) && !asked.reset) {
    let known: Remembered
    try {
      known = read(file)
    } catch (error) {
      throw new Error(`${file} cannot be read: ${(error as Error).message}; begin anew with --reset`)
    }
    for (const name of ['seed', 'scale', 'scenarios'] as const) {
      if (asked[name] !== undefined && String(asked[name]) !== String(known[name])) {
        throw new Error(
          `the world in ${folder} has ${name} ${known[name]}, not ${asked[name]}; begin another with --reset, or in another folder`,
        )
      }
    }
    return known
  }
  const { seed = otherwise.seed, scale = otherwise.scale, scenarios = otherwise.scenarios } = asked
  const made = { seed, scale, scenarios, epochMs: epochToday(asked.wallMs) }
  mkdirSync(folder, { recursive: true })
  const said = { seed, scale, scenarios, epoch: isoOf(made.epochMs) }
  writeFileSync(`${file}.new`, `${JSON.stringify(said, null, 2)}\n`)
  renameSync(`${file}.new`, file)
  return made
}
