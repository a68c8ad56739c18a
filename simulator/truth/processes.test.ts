// The same world from several processes: every page of every list is the same bytes in whatever order it is asked,
// whatever was asked before, and the lists are the same in pages of any size and shared out over processes.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resources } from '../wire/kube/resources.ts'
import { hourMs } from '../world/clock.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
const authorization = 'Bearer simulated-fleet-reader'

interface Process {
  readonly child: ChildProcess
  readonly url: string
  readonly controlUrl: string
}

async function start(): Promise<Process> {
  const main = path.join(import.meta.dirname, '../main.ts')
  const options = JSON.stringify({ scale: 'small', seed, scenarios: ['S05', 'S06'] })
  const code = `import { openSimulator } from ${JSON.stringify(main)}
const { url, controlUrl } = await openSimulator(${options})
console.log(JSON.stringify({ url, controlUrl }))`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) return { child, ...JSON.parse(line) }
  throw new Error('the process ended before it said where it listens')
}

let processes: readonly [Process, Process, Process]
beforeAll(async () => {
  processes = await Promise.all([start(), start(), start()])
}, 60_000)
afterAll(() => {
  for (const { child } of processes ?? []) child.kill()
})

interface Page {
  readonly metadata: { readonly continue?: string }
  readonly items: readonly object[]
}

/** Texts of all pages; `limit` 0: in one. */
async function pagesOf({ url }: Process, at: string, limit: number): Promise<string[]> {
  const texts: string[] = []
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query = new URLSearchParams({
      ...(limit > 0 && { limit: String(limit) }),
      ...(token !== '' && { continue: token }),
    })
    const answer = await fetch(`${url}${at}?${query}`, { headers: { authorization } })
    expect([at, answer.status]).toEqual([at, 200])
    texts.push(await answer.text())
    token = (JSON.parse(texts.at(-1) as string) as Page).metadata.continue
  }
  return texts
}

const hashOf = (texts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text)
  return hash.digest('hex')
}
const itemsOf = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => (JSON.parse(text) as Page).items.map((item) => JSON.stringify(item)))

async function pathsOf({ controlUrl }: Process): Promise<string[]> {
  const { clusters } = (await (await fetch(`${controlUrl}/_sim/fleet`)).json()) as {
    clusters: { name: string }[]
  }
  // Those that scenarios made large are listed for their nodes alone.
  const large = ['data-euw1-c1', 'legacy-payments-use1', 'svc-ads-use1']
  return clusters.flatMap(({ name }) =>
    resources
      .filter(({ plural, group }) => !large.includes(name) || (plural === 'nodes' && group === ''))
      .map(({ group, version, plural }) => {
        const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
        return `/k8s/${name}${root}/${plural}`
      }),
  )
}

async function moveBy({ controlUrl }: Process, byMs: number): Promise<void> {
  await fetch(`${controlUrl}/_sim/clock`, { method: 'POST', body: JSON.stringify({ byMs }) })
}

it(`is the same from each of them (seed ${seed})`, async () => {
  const [one, two, three] = processes
  const paths = await pathsOf(one)
  // The first was asked nothing before; the second much, at other times.
  await moveBy(one, 5 * hourMs)
  for (const at of paths.filter((_, n) => n % 7 === 0)) await pagesOf(two, at, 50)
  for (let n = 0; n < 5; n += 1) await moveBy(two, hourMs)
  await moveBy(three, 5 * hourMs)
  const hashes = new Map<string, string>()
  const items = new Map<string, string>()
  for (const at of paths) {
    const texts = await pagesOf(one, at, 41)
    hashes.set(at, hashOf(texts))
    items.set(at, hashOf(itemsOf(texts)))
  }
  expect(new Set(hashes.values()).size).toBe(paths.length)
  for (const at of [...paths].reverse()) {
    expect([at, hashOf(await pagesOf(two, at, 41))]).toEqual([at, hashes.get(at)])
  }
  // Shared out over two processes, in pages of other sizes.
  for (const [n, at] of paths.entries()) {
    const texts = await pagesOf(n % 2 === 0 ? two : three, at, n % 3 === 0 ? 0 : 113)
    expect([at, hashOf(itemsOf(texts))]).toEqual([at, items.get(at)])
  }
}, 120_000)

it('has as many processes as were asked for, with one ledger', async () => {
  expect(new Set(processes.map(({ child }) => child.pid)).size).toBe(3)
  const ledgers = await Promise.all(
    processes.map(async ({ controlUrl }) => await (await fetch(`${controlUrl}/_sim/truth`)).text()),
  )
  expect(new Set(ledgers).size).toBe(1)
  expect(ledgers[0]?.length).toBeGreaterThan(10_000)
})
