// periplus simulate: the simulator alone, on two ports of this machine, until it is told to stop. Says where
// its faces are; what they answer is the simulator's affair.
import { parseArgs } from 'node:util'
import {
  defaultToken,
  demoScenarios,
  openSimulator,
  type SimulatorOptions,
  scenarioNames,
} from '../simulator/main.ts'
import { type Command, CommandError, say, usageError } from './command.ts'

const help = `periplus simulate: a fleet that is not there, behind the protocols of real ones

  --scale small|demo|ultra   12 clusters, 214, or 214 of which one has 100,000 nodes (demo)
  --scenario ID              what happens in it, as often as wanted: ${scenarioNames.join(', ')}
                             (all that go together)
  --seed N                   another fleet; the same for the same number
  --speed N                  1: as the wall's clock; up to 600 times as fast; 0: it stands (1)
  --folder DIR               remembers the world here, and goes on with it at the next start
  --reset                    begins anew in that folder
  --port N                   of the faces, the control door on the next one (4100; 0: any that are free)
  --anonymous                lets in whoever gives no token, as kubectl where there is no TLS
  --help

The Kubernetes API of a cluster is at /k8s/NAME, AWS at /aws/eks, /aws/organizations and /aws/sts.
`

type Scale = NonNullable<SimulatorOptions['scale']>
const scaleNames: readonly Scale[] = ['small', 'demo', 'ultra']

interface Asked extends SimulatorOptions {
  readonly isHelp: boolean
}

function numberOf(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text) || Number(text) > most) {
    throw usageError(`--${option} takes a whole number up to ${most}, not "${text}"`, help)
  }
  return Number(text)
}

/** Throws CommandError for what cannot be read. */
export function readSimulateArguments(args: readonly string[]): Asked {
  let values: Record<string, string | boolean | string[] | undefined>
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    values = parseArgs({
      args: [...args],
      options: {
        scale: text,
        scenario: { type: 'string', multiple: true },
        seed: text,
        speed: text,
        folder: text,
        port: text,
        reset: flag,
        anonymous: flag,
        help: flag,
      },
    }).values
  } catch (error) {
    throw usageError((error as Error).message, help)
  }
  const given = (name: string): string | undefined => values[name] as string | undefined
  const scale = given('scale')
  const known = scaleNames.find((name) => name === scale)
  if (scale !== undefined && known === undefined) {
    throw usageError(`--scale is one of ${scaleNames.join(', ')}, not "${scale}"`, help)
  }
  const seed = numberOf('seed', given('seed'), 2 ** 31)
  const port = numberOf('port', given('port'), 65_534) ?? 4_100
  const folder = given('folder')
  const asked = values.scenario as string[] | undefined
  for (const id of asked ?? []) {
    if (!scenarioNames.includes(id)) {
      throw usageError(`there is no scenario "${id}"; there are ${scenarioNames.join(', ')}`, help)
    }
  }
  // A world that is remembered keeps its own unless others are asked for.
  const scenarios = asked ?? (folder === undefined ? demoScenarios : undefined)
  if (values.reset === true && folder === undefined) throw usageError('--reset goes with --folder', help)
  return {
    ...(known === undefined ? {} : { scale: known }),
    ...(seed === undefined ? {} : { seed }),
    ...(scenarios === undefined ? {} : { scenarios }),
    ...(folder === undefined ? {} : { folder }),
    speed: numberOf('speed', given('speed'), 600) ?? 1,
    port,
    controlPort: port === 0 ? 0 : port + 1,
    reset: values.reset === true,
    letsAnonymousRead: values.anonymous === true,
    isHelp: values.help === true,
  }
}

const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

export const simulateCommand: Command = {
  name: 'simulate',
  help,
  async run(args) {
    const { isHelp, ...options } = readSimulateArguments(args)
    if (isHelp) {
      say(help.trimEnd())
      return 0
    }
    const simulator = await openSimulator(options).catch((error: unknown) => {
      throw new CommandError((error as Error).message)
    })
    say(`Faces        ${simulator.url}/k8s/<cluster>, ${simulator.url}/aws/<service>`)
    say(`Control door ${simulator.controlUrl}/_sim/fleet lists the clusters`)
    say(`Bearer token ${defaultToken}`)
    await stopped()
    await simulator.close()
    return 0
  },
}
