// The face as kubectl sees it, the real one, where there is one: what people type, and what comes out.
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, Rig } from './client-rig.ts'

const kubectl = (process.env.PATH ?? '')
  .split(path.delimiter)
  .map((folder) => path.join(folder, 'kubectl'))
  .find((file) => existsSync(file))

const cluster = 'svc-sec-use1'
const patienceMs = 90_000

describe.skipIf(kubectl === undefined)(`kubectl (${kubectl ?? 'not installed'})`, () => {
  let rig: Rig
  let home: string
  beforeAll(async () => {
    rig = await Rig.open({ letsAnonymousRead: true })
    home = mkdtempSync(path.join(os.tmpdir(), 'periplus-kubectl-'))
    const server = `${rig.simulator.url}/k8s/${cluster}`
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': cluster,
      clusters: [{ name: cluster, cluster: { server } }],
      contexts: [{ name: cluster, context: { cluster, user: '' } }],
    }
    writeFileSync(path.join(home, 'config'), JSON.stringify(config))
  })
  afterAll(async () => {
    await rig.close()
    rmSync(home, { recursive: true, force: true })
  })

  const surroundings = () => ({ PATH: process.env.PATH, HOME: home, KUBECONFIG: path.join(home, 'config') })
  const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const options = { env: surroundings(), timeout: patienceMs } as object
      execFile(kubectl as string, args, options, (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code ?? 1)
        resolve({ code, stdout: String(stdout), stderr: String(stderr) })
      })
    })
  const linesOf = (text: string): string[] => text.trim().split('\n')
  const listOf = async (at: string): Promise<Json[]> => (await rig.pages(`/k8s/${cluster}${at}`, 0))[0].items

  it(
    'get nodes, get pods -A: a line for each',
    async () => {
      const nodes = linesOf((await run('get', 'nodes')).stdout)
      expect(nodes[0]).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION/)
      expect(nodes.slice(1).map((line) => line.split(/ +/)[0])).toEqual(
        (await listOf('/api/v1/nodes')).map(({ metadata }) => metadata.name),
      )
      const pods = linesOf((await run('get', 'pods', '-A', '--chunk-size=10', '-o', 'wide')).stdout)
      const listed = await listOf('/api/v1/pods')
      expect(pods.slice(1).map((line) => line.split(/ +/).slice(0, 2).join('/'))).toEqual(
        listed.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`),
      )
    },
    patienceMs,
  )

  it(
    'get of every kind that it discovers',
    async () => {
      const names = linesOf((await run('api-resources', '--verbs=list', '-o', 'name')).stdout)
      expect(names).toContain('deployments.apps')
      for (const name of names) {
        const { code, stdout, stderr } = await run('get', name, '-A')
        expect([name, code, stderr]).toEqual([name, 0, ''])
        expect(linesOf(stdout).length).toBeGreaterThan(1)
      }
    },
    patienceMs,
  )

  it(
    'describe node: its pods and what they ask for',
    async () => {
      const [node] = await listOf('/api/v1/nodes')
      const { stdout, code } = await run('describe', 'node', node.metadata.name)
      expect(code).toBe(0)
      const running = (await listOf('/api/v1/pods')).filter(
        ({ spec, status }) =>
          spec.nodeName === node.metadata.name && !['Succeeded', 'Failed'].includes(status.phase),
      )
      expect(stdout).toContain(`Non-terminated Pods:          (${running.length} in total)`)
      for (const { metadata } of running) expect(stdout).toContain(metadata.name)
    },
    patienceMs,
  )

  it(
    'version, top nodes, auth can-i, raw metrics',
    async () => {
      expect((await run('version', '-o', 'json')).stdout).toContain('-eks-')
      expect(linesOf((await run('top', 'nodes')).stdout)).toHaveLength(
        (await listOf('/api/v1/nodes')).length + 1,
      )
      expect(linesOf((await run('auth', 'can-i', 'list', 'pods')).stdout)).toEqual(['yes'])
      expect((await run('auth', 'can-i', 'delete', 'pods')).stdout).toContain('no')
      // kubectl takes a raw path as it is, without what stands before it in the server's address.
      expect((await run('get', '--raw', `/k8s/${cluster}/metrics`)).stdout).toContain(
        'apiserver_request_total',
      )
    },
    patienceMs,
  )

  it(
    'is told in words what it cannot have',
    async () => {
      const deleted = await run('delete', 'namespace', 'default')
      expect(deleted.code).not.toBe(0)
      expect(deleted.stderr).toContain('read only')
      expect((await run('get', 'pods', '-l', 'a in (')).stderr).toContain('unable to parse requirement')
      expect((await run('get', 'secrets')).stderr).toContain(
        `the server doesn't have a resource type "secrets"`,
      )
    },
    patienceMs,
  )

  it(
    'get pods -A -w: what happens, as it happens',
    async () => {
      const child = spawn(kubectl as string, ['get', 'pods', '-A', '-w', '--no-headers'], {
        env: surroundings() as unknown as NodeJS.ProcessEnv,
      })
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk
      })
      try {
        const before = (await listOf('/api/v1/pods')).length
        const until = async (holds: () => boolean): Promise<void> => {
          const endMs = Date.now() + patienceMs - 10_000
          while (!holds()) {
            if (Date.now() > endMs)
              throw new Error(`not seen in time; kubectl wrote ${text.length} characters`)
            await new Promise((resolve) => setTimeout(resolve, 50))
          }
        }
        await until(() => linesOf(text).length >= before)
        const isWatched = async (): Promise<boolean> => {
          const { calls } = await rig.control('/_sim/calls')
          return calls.some(
            ({ what, userAgent }: Json) => what === 'watch pods' && userAgent.startsWith('kubectl'),
          )
        }
        while (!(await isWatched())) await new Promise((resolve) => setTimeout(resolve, 50))
        await rig.control('/_sim/clock', { byMs: 3_600_000 })
        await until(() => linesOf(text).length > before + 5)
        expect(text).toMatch(/ (ContainerCreating|Completed) /)
      } finally {
        child.kill()
      }
    },
    patienceMs,
  )
})
