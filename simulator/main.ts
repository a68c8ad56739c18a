// The door of the simulator: opens a world behind its two ports, the faces and the control door. Whoever
// imports it gets addresses and nothing else; all that is known of the world is read over the wire.
import { ControlDoor } from './control/door.ts'
import { validationPage } from './physics/validation/validations.ts'
import { chosenScenarios, scenarioIds, scenariosTogether } from './scenarios/scenarios.ts'
import { Calls } from './wire/calls.ts'
import { Faults } from './wire/faults.ts'
import { Ticker } from './wire/kube/ticker.ts'
import { plannedFaults } from './wire/planned-faults.ts'
import { facesOf, listen } from './wire/server.ts'
import { dayMs, FrozenClock, firstDay, runningClock, testEpochMs } from './world/clock.ts'
import type { Scale } from './world/fleet.ts'
import { epochToday, type Remembered, rememberedWorld } from './world/remembered.ts'
import { World, type WorldOptions } from './world/world.ts'

export interface SimulatorOptions {
  readonly seed?: number
  readonly scale?: Scale
  /** Ids of what happens in the world beside what is drawn ("S05"); S01 is always among them. */
  readonly scenarios?: readonly string[]
  /** Day 0; what is shown first is day 14. */
  readonly epochMs?: number
  /** Where the world is remembered from one start to the next; its epoch is then the first start's. */
  readonly folder?: string
  /** Begins a world anew in its folder. */
  readonly reset?: boolean
  /** How fast time runs; 0: it stands until the control door moves it. */
  readonly speed?: number
  /** Where time that stands begins; 14. */
  readonly startDay?: number
  /** 0: any that is free. */
  readonly port?: number
  readonly controlPort?: number
  /** Bearer tokens that are let in, beside those that EKS makes. */
  readonly tokens?: readonly string[]
  /** Those that may read nodes and namespaces alone. */
  readonly nodeTokens?: readonly string[]
  /** Lets in whoever gives no token: kubectl gives none where there is no TLS. */
  readonly letsAnonymousRead?: boolean
  /** Calls a second of EKS that an account has in a region; Infinity: no bound. */
  readonly eksCallsPerSecond?: number
  /** How often open watches are looked at, by the wall's clock. */
  readonly tickMs?: number
  readonly wallNow?: () => number
}

export interface Simulator {
  /** Of the faces: /k8s/<cluster>, /aws/eks, /aws/organizations, /aws/sts, /prometheus. */
  readonly url: string
  /** Of the control door: /_sim/… */
  readonly controlUrl: string
  close(): Promise<void>
}

/** What the model is held against, in Markdown. */
export const validationText: () => string = validationPage
/** Ids of all there are. */
export const scenarioNames: readonly string[] = scenarioIds
/** Of those that go together; a world with a folder begins with them. */
export const demoScenarios: readonly string[] = scenariosTogether
export const defaultSeed = 20_260_105
export const defaultToken = 'simulated-fleet-reader'

/** The clock, and what fixes the world: from its folder, or from the options alone. */
function beginningOf(options: SimulatorOptions): WorldOptions {
  const { folder, reset = false, speed = 0, wallNow = Date.now } = options
  const ids = options.scenarios && chosenScenarios(options.scenarios).map(({ id }) => id)
  const otherwise: Omit<Remembered, 'epochMs'> = {
    seed: defaultSeed,
    scale: 'demo',
    scenarios: folder === undefined ? ['S01'] : demoScenarios,
  }
  const fixed =
    folder === undefined
      ? {
          seed: options.seed ?? otherwise.seed,
          scale: options.scale ?? otherwise.scale,
          scenarios: ids ?? otherwise.scenarios,
          // Who reads a world that runs lives today, and would find the clock of another year wrong.
          epochMs: options.epochMs ?? (speed === 0 ? testEpochMs : epochToday(wallNow())),
        }
      : rememberedWorld(
          folder,
          { seed: options.seed, scale: options.scale, scenarios: ids, reset, wallMs: wallNow() },
          otherwise,
        )
  const { seed, scale, epochMs } = fixed
  const fleet = { seed, scale, epochMs, scenarios: chosenScenarios(fixed.scenarios) }
  const startMs = epochMs + firstDay * dayMs
  if (speed === 0) {
    const { startDay = firstDay } = options
    return { ...fleet, clock: new FrozenClock(epochMs + startDay * dayMs) }
  }
  // A world of today began at a midnight of the wall's, and one that is remembered runs on while it is closed. One
  // that runs faster begins now: it would be weeks ahead by noon.
  const isOfToday = options.epochMs === undefined && speed === 1
  const wallStartMs = folder === undefined && !isOfToday ? wallNow() : startMs
  return { ...fleet, clock: runningClock(startMs, speed, wallNow, wallStartMs) }
}

/** Rejects in words when a port is taken, a folder holds another world, and a scenario is unknown. */
export async function openSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { tickMs = 1_000 } = options
  const world = new World(beginningOf(options))
  const ticker = new Ticker(tickMs)
  const calls = new Calls()
  const faults = new Faults(() => world.nowMs())
  for (const fault of plannedFaults(world)) faults.add(fault)
  ticker.add(() => faults.tick())
  let url = ''
  const { tokens = [defaultToken], letsAnonymousRead = false, wallNow = Date.now } = options
  const { eksCallsPerSecond = 50, nodeTokens = [] } = options
  const address = (): string => url.replace('http://', '')
  const welcome = { tokens, nodeTokens, letsAnonymousRead }
  const faces = await listen(
    facesOf({ address, world, ...welcome, ticker, calls, faults, eksCallsPerSecond, wallNow }),
    options.port ?? 0,
  )
  url = faces.url
  const door = new ControlDoor({
    world,
    calls,
    faults,
    facesUrl: () => url,
    onMoved: () => ticker.tick(),
    cut: () => faces.cut(),
    wallNow,
  })
  const control = await listen((exchange) => door.answer(exchange), options.controlPort ?? 0).catch(
    async (error: unknown) => {
      ticker.close()
      await faces.close()
      throw error
    },
  )
  return {
    url,
    controlUrl: control.url,
    close: async () => {
      ticker.close()
      await Promise.all([faces.close(), control.close()])
    },
  }
}
