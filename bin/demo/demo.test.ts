// What the demo writes and remembers: sources that the product's own reader of periplus.yaml takes, days that are
// read once and in order, and a folder that is emptied of the demo's and nothing else.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownerRules } from '../../domain/model/owner-rules.ts'
import { parseConfig } from '../../server/config.ts'
import type { AuditTarget } from '../../simulator/main.ts'
import { sendAudit } from './audit.ts'
import { courseOf } from './first-reading.ts'
import type { FleetCluster } from './fleet.ts'
import { daysRead, emptyDemo, putDaysRead, putSources } from './folder.ts'
import { sourcesText } from './sources.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-demo-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const url = 'http://127.0.0.1:4100'
const clusters = [
  { name: 'a', accountId: '111122223333', region: 'eu-west-1', server: `${url}/k8s/a` },
  { name: 'b', accountId: '444455556666', region: 'eu-west-1', server: `${url}/k8s/b` },
]
const teams = [{ name: 'ads', contact: '#ads-platform' }]
const read = (text: string) => parseConfig(text, { file: 'periplus.yaml', folder: '/', home: '/' })

describe('sources', () => {
  it('are the organisation and every API server, all labelled, and meet in one id', () => {
    const { sources } = read(sourcesText({ url, clusters, teams }, { day: undefined, addsUpLogs: true }))
    expect(sources).toMatchObject([
      { kind: 'eks-api', accounts: 'organization', regions: ['eu-west-1'], simulated: true },
      { kind: 'kube-api', cluster: 'a.eu-west-1.111122223333', server: `${url}/k8s/a`, credential: 'fleet' },
      { kind: 'kube-api', cluster: 'b.eu-west-1.444455556666', server: `${url}/k8s/b`, simulated: true },
      { kind: 'cloudwatch-logs', accounts: 'organization', hoursBack: 24, simulated: true },
    ])
  })

  it.each([
    [29, 24],
    [100, 15],
    [214, 7],
    [400, 6],
  ])('of %i clusters audit logs are added up for %i hours', (count, hoursBack) => {
    const many = Array.from({ length: count }, (_, n) => ({ ...clusters[0], name: `c${n}` }) as FleetCluster)
    const { sources } = read(
      sourcesText({ url, clusters: many, teams }, { day: undefined, addsUpLogs: true }),
    )
    expect(sources.at(-1)).toMatchObject({ kind: 'cloudwatch-logs', hoursBack })
  })

  it('say whose a thing is by its team, with a contact where the fleet tells one', () => {
    const rules = ownerRules(read(sourcesText({ url, clusters, teams }, { day: undefined })).owners)
    const ownerOf = (team: string) => rules.ownerOf({ clusterTags: { team } })
    expect(ownerOf('ads')).toMatchObject({ id: 'ads', name: 'ads', contact: '#ads-platform' })
    expect(ownerOf('new')).toMatchObject({ id: 'new', contact: null })
  })

  it('of a day of the past may read nodes alone, and differ from those of any other day', () => {
    const organisationOf = (day: number | undefined) =>
      JSON.stringify(read(sourcesText({ url, clusters, teams }, { day })).sources[0])
    expect(new Set([0, 7, 13, undefined].map(organisationOf)).size).toBe(4)
    const { sources } = read(sourcesText({ url, clusters, teams }, { day: 7 }))
    expect(sources[1]).toMatchObject({ credential: 'fleet-nodes' })
    expect(
      read(sourcesText({ url, clusters, teams }, { day: 0, isOrganisationAlone: true })).sources,
    ).toHaveLength(1)
  })
})

describe('audit logs', () => {
  it('are sent by the clusters that there are, each by its own way, from an hour ago on', async () => {
    const names = ['svc-ads-euw1', 'a', 'svc-sec-use1']
    const named = names.map((name) => ({ name, accountId: '111122223333', region: 'eu-west-1', server: url }))
    const followed: unknown[] = []
    const fleet = {
      clusters: named,
      follow: async (targets: readonly AuditTarget[], fromMs: number) => {
        followed.push(
          ...targets.map(({ cluster, form, token, url: to }) => [cluster, form, token, to]),
          fromMs,
        )
      },
    }
    const taker = { url: 'http://127.0.0.1:3000/base', token: 'secret' }
    expect(await sendAudit(fleet, taker, 3_600_000)).toBe(2)
    const door = 'http://127.0.0.1:3000/base/api/ingest/v1'
    const own = `${door}/clusters/svc-ads-euw1.eu-west-1.111122223333/audit`
    expect(followed).toEqual([
      ['svc-ads-euw1', 'webhook', 'secret', own],
      ['svc-sec-use1', 'firehose', 'secret', `${door}/firehose`],
      0,
    ])
  })
})

describe('days of the past', () => {
  it.each([
    [[], { day: 0 }],
    [[0], { day: 7 }],
    [[0, 7], { day: 13 }],
    [[0, 7, 13], 'live'],
    // Never back, whatever was left out.
    [[13], 'live'],
    [[7], { day: 13 }],
  ] as const)('after %j come %j', (days, course) => {
    if (days.length > 0) putDaysRead(folder, days)
    expect(courseOf(folder)).toEqual(course)
  })

  it('are read again when what was written down of them cannot be read', () => {
    writeFileSync(path.join(folder, 'history.json'), '{"daysRead":')
    expect([daysRead(folder), courseOf(folder)]).toEqual([[], { day: 0 }])
  })
})

describe('a folder that is emptied', () => {
  it('loses what is the demo’s, and nothing else', () => {
    for (const name of ['events', 'relational', 'run', 'mine']) mkdirSync(path.join(folder, name))
    putDaysRead(folder, [0])
    putSources(folder, '# generated\n')
    writeFileSync(path.join(folder, 'world.json'), '{}')
    emptyDemo(folder)
    // The world is the simulator's to begin anew.
    expect(readdirSync(folder).sort()).toEqual(['mine', 'world.json'])
    emptyDemo(path.join(folder, 'not-there'))
  })

  it('is left alone while a demo runs on it', () => {
    mkdirSync(path.join(folder, 'events'))
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, stores: process.ppid }))
    expect(() => emptyDemo(folder)).toThrow(`in use by process ${process.pid}`)
    expect(existsSync(path.join(folder, 'events'))).toBe(true)
    expect(readFileSync(path.join(folder, 'owner.json'), 'utf8')).not.toBe('')
  })
})
