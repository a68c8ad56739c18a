// Which simulated world is asked for, as every command that opens one is told it.
import { type SimulatorOptions, scenarioNames } from '../simulator/main.ts'
import { usageError } from './command.ts'

export type AskedWorld = Pick<SimulatorOptions, 'seed' | 'scale' | 'scenarios'>

/** For `parseArgs`. */
export const worldArguments = {
  scale: { type: 'string' },
  scenario: { type: 'string', multiple: true },
  seed: { type: 'string' },
} as const

export const worldHelp = `  --scale small|demo|ultra   12 clusters, 214, or 214 of which one has 100,000 nodes (demo)
  --scenario ID              what happens in it, as often as wanted: ${scenarioNames.join(', ')}
                             (all that go together)
  --seed N                   another fleet; the same for the same number`

type Scale = NonNullable<SimulatorOptions['scale']>
const scaleNames: readonly Scale[] = ['small', 'demo', 'ultra']

/** Throws CommandError for what is no whole number up to `most`. */
export function numberOf(
  option: string,
  text: string | undefined,
  most: number,
  help: string,
): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text) || Number(text) > most) {
    throw usageError(`--${option} takes a whole number up to ${most}, not "${text}"`, help)
  }
  return Number(text)
}

/** What was asked for and nothing else. Throws CommandError. */
export function worldOf(
  given: { readonly scale?: string; readonly scenario?: readonly string[]; readonly seed?: string },
  help: string,
): AskedWorld {
  const scale = scaleNames.find((name) => name === given.scale)
  if (given.scale !== undefined && scale === undefined) {
    throw usageError(`--scale is one of ${scaleNames.join(', ')}, not "${given.scale}"`, help)
  }
  const unknown = given.scenario?.find((id) => !scenarioNames.includes(id))
  if (unknown !== undefined) {
    throw usageError(`there is no scenario "${unknown}"; there are ${scenarioNames.join(', ')}`, help)
  }
  const seed = numberOf('seed', given.seed, 2 ** 31, help)
  return {
    ...(scale === undefined ? {} : { scale }),
    ...(seed === undefined ? {} : { seed }),
    ...(given.scenario === undefined ? {} : { scenarios: given.scenario }),
  }
}
