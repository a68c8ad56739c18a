// periplus simulate: the simulator alone, on two ports of this machine, until it is told to stop. Says where
// its faces are; what they answer is the simulator's affair.
import { parseArgs } from 'node:util'
import {
  defaultToken,
  demoScenarios,
  openSimulator,
  type SimulatorOptions,
  validationText,
} from '../simulator/main.ts'
import { type Command, CommandError, say, usageError } from './command.ts'
import { numberOf, worldArguments, worldHelp, worldOf } from './world-options.ts'

const help = `periplus simulate: a fleet that is not there, behind the protocols of real ones

${worldHelp}
  --speed N                  1: as the wall's clock; up to 600 times as fast; 0: it stands (1)
  --folder DIR               remembers the world here, and goes on with it at the next start
  --reset                    begins anew in that folder
  --port N                   of the faces, the control door on the next one (4100; 0: any that are free)
  --anonymous                lets in whoever gives no token, as kubectl where there is no TLS
  --validation               says what the model is held against, and ends
  --help

The Kubernetes API of a cluster is at /k8s/NAME, AWS at /aws/eks, /aws/organizations and /aws/sts,
a Prometheus that has scraped all of them at /prometheus.
`

interface Asked extends SimulatorOptions {
  readonly isHelp: boolean
  readonly isValidation: boolean
}

interface Given {
  readonly scale?: string
  readonly scenario?: string[]
  readonly seed?: string
  readonly speed?: string
  readonly folder?: string
  readonly port?: string
  readonly reset?: boolean
  readonly anonymous?: boolean
  readonly help?: boolean
  readonly validation?: boolean
}

function read(args: readonly string[]): Given {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const own = {
    speed: text,
    folder: text,
    port: text,
    reset: flag,
    anonymous: flag,
    help: flag,
    validation: flag,
  }
  try {
    return parseArgs({ args: [...args], options: { ...worldArguments, ...own } }).values
  } catch (error) {
    throw usageError((error as Error).message, help)
  }
}

/** Throws CommandError for what cannot be read. */
export function readSimulateArguments(args: readonly string[]): Asked {
  const given = read(args)
  const { folder, reset = false } = given
  const port = numberOf('port', given.port, 65_534, help) ?? 4_100
  if (reset && folder === undefined) throw usageError('--reset goes with --folder', help)
  return {
    // A world that is remembered keeps its own unless others are asked for.
    ...(folder === undefined ? { scenarios: demoScenarios } : { folder }),
    ...worldOf(given, help),
    speed: numberOf('speed', given.speed, 600, help) ?? 1,
    port,
    controlPort: port === 0 ? 0 : port + 1,
    reset,
    letsAnonymousRead: given.anonymous === true,
    isHelp: given.help === true,
    isValidation: given.validation === true,
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
    const { isHelp, isValidation, ...options } = readSimulateArguments(args)
    if (isHelp) {
      say(help.trimEnd())
      return 0
    }
    if (isValidation) {
      say(validationText().trimEnd())
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
