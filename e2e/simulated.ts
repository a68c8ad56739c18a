// A simulated fleet in a process of its own and a Periplus that reads its AWS accounts and follows its clock. Both are
// started as a person would, and the world stands: what a journey sees is what the answer key says.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { awsEnvironment } from './eks-api.ts'
import { type Installation, startInstallation } from './installation.ts'

const root = path.join(import.meta.dirname, '..')
const startsWithinMs = 60_000

export interface SimulatedFleet extends Installation {
  /** Numbers of the answer key about a cluster, by metric. */
  truths(cluster: string): Promise<Readonly<Record<string, number>>>
}

async function heard(child: ChildProcess, pattern: RegExp, said: () => string): Promise<string> {
  const endMs = Date.now() + startsWithinMs
  for (;;) {
    const [, found] = pattern.exec(said()) ?? []
    if (found !== undefined) return found
    if (child.exitCode !== null || Date.now() > endMs) throw new Error(`the simulator is not up:\n${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** `owners`: rules of periplus.yaml. */
export async function startSimulatedFleet(
  scenario: string,
  owners: readonly object[],
): Promise<SimulatedFleet> {
  const folder = mkdtempSync(path.join(tmpdir(), 'periplus-simulated-'))
  const world = ['simulate', '--scale', 'small', '--scenario', scenario, '--speed', '0', '--port', '0']
  const child = spawn(process.execPath, [path.join(root, 'bin/periplus.mjs'), ...world], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const end = async () => {
    const ended = child.exitCode === null ? once(child, 'exit') : undefined
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const url = await heard(child, /Faces +(http:\/\/[\d.:]+)\//, () => said)
    const control = await heard(child, /Control door (http:\/\/[\d.:]+)\//, () => said)
    const { clusters } = await (await fetch(`${control}/_sim/fleet`)).json()
    const regions = [...new Set(clusters.map(({ region }: { region: string }) => region))]
    const at = (service: string) => `${url}/aws/${service}`
    const endpoints = {
      backup: at('backup'),
      eks: at('eks'),
      organizations: at('organizations'),
      sts: at('sts'),
    }
    const organization = {
      kind: 'eks-api',
      name: 'organization',
      accounts: 'organization',
      regions,
      endpoints,
    }
    const config = path.join(folder, 'periplus.yaml')
    writeFileSync(config, JSON.stringify({ sources: [{ ...organization, roleName: 'periplus' }], owners }))
    const server = await startInstallation(new Date(), {
      ...awsEnvironment,
      PERIPLUS_CONFIG: config,
      PERIPLUS_CLOCK: `follow:${control}/_sim/clock`,
    })
    const truths = async (cluster: string) => {
      const answer = await (await fetch(`${control}/_sim/truth?cluster=${cluster}`)).json()
      const told = answer.truths as { metric: string; value: number }[]
      return Object.fromEntries(told.map(({ metric, value }) => [metric, value]))
    }
    const stop = () => server.stop().finally(end)
    return { ...server, truths, stop }
  } catch (error) {
    await end()
    throw error
  }
}
