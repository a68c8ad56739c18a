// A simulated fleet for one benchmark: a process of the command line whose clock stands, reached over its two ports
// alone, and its ledger.
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { surroundings } from './env.ts'
import { freePort } from './installation.ts'

export interface Simulated {
  readonly child: ChildProcess
  readonly pid: number
  readonly url: string
  readonly controlUrl: string
  /** Lets a reader in. */
  readonly token: string
}

const withinMs = 60_000

/** The heap's bounds that the demo gives its simulator. */
export const demoHeap = ['--max-old-space-size=144', '--max-semi-space-size=4'] as const

/** `heap`: Node's options of its process; none measures how fast it is, `demoHeap` what it needs. */
export async function startSimulated(
  root: string,
  world: readonly string[],
  heap: readonly string[] = [],
): Promise<Simulated> {
  const port = await freePort()
  const args = ['simulate', ...world, '--speed', '0', '--port', String(port), '--anonymous']
  const child = spawn(process.execPath, [...heap, path.join(root, 'bin/periplus.mjs'), ...args], {
    env: surroundings(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const token = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (text: Buffer) => {
      said += text
      const [, found] = /Bearer token +(\S+)\n/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code} before it was up`)))
    setTimeout(() => reject(new Error('the simulator is not up after a minute')), withinMs).unref()
  })
  const at = (which: number): string => `http://127.0.0.1:${which}`
  return { child, pid: child.pid as number, url: at(port), controlUrl: at(port + 1), token }
}

export async function truthOf({ controlUrl }: Simulated, cluster: string, metric: string): Promise<number> {
  const answer = await fetch(`${controlUrl}/_sim/truth?cluster=${cluster}`)
  const { truths } = (await answer.json()) as { truths: { metric: string; value: number }[] }
  return truths.find((truth) => truth.metric === metric)?.value ?? Number.NaN
}
