// The doctor without a server: sources of a periplus.yaml tested over real HTTP.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { StandIn } from '../../ingest/kube-client/stand-in.ts'
import { doctorCommand } from '../doctor.ts'

let folder: string
let apiServer: StandIn
let printed = ''
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-doctor-'))
  apiServer = await StandIn.open({
    tokens: () => ['right'],
    metrics: () => 'apiserver_storage_size_bytes 1\n',
  })
  writeFileSync(path.join(folder, 'token'), 'right')
})
afterAll(async () => {
  await apiServer.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})

function config(text: string): string {
  const file = path.join(folder, 'periplus.yaml')
  writeFileSync(file, text)
  return file
}
const source = (name: string, server: string, credential: string) =>
  `  - { kind: kube-api, name: ${name}, server: "${server}", credential: ${credential} }\n`
const credentials = `credentials:
  - { name: right, token: { file: token } }
  - { name: missing, token: { file: none } }
`

it('is content with a cluster that may be read', async () => {
  const file = config(`sources:\n${source('well', apiServer.url, 'right')}${credentials}`)
  expect(await doctorCommand.run(['--config', file])).toBe(0)
  expect(printed).toMatch(/^ok {4}kube-api well, http:\/\/127\.0\.0\.1:\d+: \d+ checks well$/m)
})

it('says of each other one what is missing, and prints the manifest that grants it', async () => {
  apiServer.fault({ do: 'status', status: 403 }, ({ path: asked }) => asked === '/api/v1/pods', 5)
  const file = config(
    `sources:\n${source('forbidden', apiServer.url, 'right')}${source('tokenless', apiServer.url, 'missing')}${source('meta', 'http://169.254.169.254', 'right')}${source('dead', 'http://127.0.0.1:9', 'right')}${credentials}`,
  )
  expect(await doctorCommand.run(['--config', file])).toBe(1)
  expect(printed).toMatch(/^FAIL {2}kube-api forbidden, .*pods.*403/m)
  expect(printed).toMatch(/^ {8}kind: ClusterRole$/m)
  expect(printed).toMatch(/^ {12}resources: \["pods"\]$/m)
  expect(printed).toMatch(/^FAIL {2}kube-api tokenless, .*The token of credential "missing" is missing/m)
  expect(printed).toMatch(/^FAIL {2}kube-api meta, .*169\.254\.169\.254 is link-local/m)
  expect(printed).toMatch(/^FAIL {2}kube-api dead, .*refuses connections/m)
})

it('refuses a file that cannot be used, and prints what grants everything', async () => {
  await expect(doctorCommand.run(['--config', config('sources: 7\n')])).rejects.toThrow('periplus.yaml:1:')
  await expect(doctorCommand.run(['--config', path.join(folder, 'no.yaml')])).rejects.toThrow('ENOENT')
  expect(await doctorCommand.run(['--grants', 'iam'])).toBe(0)
  expect(JSON.parse(printed)).toMatchObject({
    Statement: [
      { Sid: 'PeriplusReadsEks', Effect: 'Allow', Resource: '*' },
      { Sid: 'PeriplusReadsBackups', Effect: 'Allow', Resource: '*' },
    ],
  })
  await expect(doctorCommand.run(['--grants', 'all'])).rejects.toThrow('--grants takes rbac, iam, iam-caller')
})
