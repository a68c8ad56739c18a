import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings, renderEnvExample, SettingsError, settingsSchema } from './env.ts'

describe('settings', () => {
  it('has the defaults the contracts name', () => {
    expect(readSettings({})).toMatchObject({
      port: undefined,
      host: '127.0.0.1',
      retentionRawDays: 14,
      retentionRollupDays: 400,
      clock: { kind: 'system' },
      devPages: false,
      logLevel: 'info',
      databaseUrl: undefined,
      clickhouseUrl: undefined,
    })
  })

  it('reads the three kinds of clock', () => {
    expect(readSettings({ PERIPLUS_CLOCK: '2026-11-24T00:00:00Z' }).clock).toEqual({
      kind: 'fixed',
      instant: new Date('2026-11-24T00:00:00Z'),
    })
    expect(readSettings({ PERIPLUS_CLOCK: 'follow:http://127.0.0.1:9/x' }).clock).toEqual({
      kind: 'follow',
      url: 'http://127.0.0.1:9/x',
    })
    expect(readSettings({ PERIPLUS_CLOCK: 'system' }).clock).toEqual({ kind: 'system' })
  })

  it.each([
    [undefined, ''],
    ['/', ''],
    ['/periplus/', '/periplus'],
    ['/ops/periplus', '/ops/periplus'],
  ])('reads the base path %s', (text, basePath) => {
    expect(readSettings({ PERIPLUS_BASE_PATH: text }).basePath).toBe(basePath)
  })

  it('reads the files to follow', () => {
    expect(readSettings({}).followAudit).toEqual([])
    expect(readSettings({ PERIPLUS_FOLLOW_AUDIT: 'a=/var/log/a=1.log, b.eu=/b' }).followAudit).toEqual([
      { clusterId: 'a', path: '/var/log/a=1.log' },
      { clusterId: 'b.eu', path: '/b' },
    ])
  })

  it('finds what says which clusters to read', () => {
    expect(readSettings({})).toMatchObject({
      config: { file: path.resolve('periplus.yaml'), required: false },
      readContexts: { inCluster: false, contexts: [] },
      kubeconfig: path.join(os.homedir(), '.kube/config'),
    })
    expect(readSettings({ PERIPLUS_CONFIG: 'a/b.yaml', KUBECONFIG: '/k/one::two' })).toMatchObject({
      config: { file: path.resolve('a/b.yaml'), required: true },
      kubeconfig: `/k/one:${path.resolve('two')}`,
    })
    const contexts = (text: string) => readSettings({ PERIPLUS_KUBE_CONTEXTS: text }).readContexts
    expect(contexts('all')).toEqual({ inCluster: false, contexts: 'all' })
    expect(contexts('in-cluster')).toEqual({ inCluster: true, contexts: [] })
    expect(contexts('prod, me@edge,in-cluster')).toEqual({ inCluster: true, contexts: ['prod', 'me@edge'] })
    expect(contexts('in-cluster,all')).toEqual({ inCluster: true, contexts: 'all' })
  })

  it.each([
    ['20GiB', 20 * 1024 ** 3],
    ['500M', 500e6],
    ['1.5g', 1.5e9],
    ['1024', 1024],
  ])('reads the size %s', (text, bytes) => {
    expect(readSettings({ PERIPLUS_MAX_DISK: text }).maxDiskBytes).toBe(bytes)
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT'],
    [{ PERIPLUS_KUBE_CONTEXTS: ',' }, 'PERIPLUS_KUBE_CONTEXTS'],
    [{ PERIPLUS_KUBE_CONTEXTS: 'all,prod' }, 'PERIPLUS_KUBE_CONTEXTS'],
    [{ PORT: '70000' }, 'PORT'],
    [{ PERIPLUS_CLOCK: 'yesterday' }, 'PERIPLUS_CLOCK'],
    [{ PERIPLUS_CLOCK: 'follow:file:///etc/passwd' }, 'PERIPLUS_CLOCK'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ CLICKHOUSE_URL: 'tcp://x:9000' }, 'CLICKHOUSE_URL'],
    [{ CLICKHOUSE_CLUSTER: 'one' }, 'CLICKHOUSE_CLUSTER'],
    [{ PERIPLUS_BASE_PATH: 'periplus' }, 'PERIPLUS_BASE_PATH'],
    [{ PERIPLUS_BASE_PATH: '/a//b' }, 'PERIPLUS_BASE_PATH'],
    [{ PERIPLUS_BASE_PATH: '/../b' }, 'PERIPLUS_BASE_PATH'],
    [{ PERIPLUS_BASE_PATH: '/api/periplus' }, 'PERIPLUS_BASE_PATH'],
    [{ PERIPLUS_MAX_DISK: 'lots' }, 'PERIPLUS_MAX_DISK'],
    [{ PERIPLUS_FOLLOW_AUDIT: 'a=relative.log' }, 'PERIPLUS_FOLLOW_AUDIT'],
    [{ PERIPLUS_FOLLOW_AUDIT: 'Not An Id=/var/log/a' }, 'PERIPLUS_FOLLOW_AUDIT'],
    [{ PERIPLUS_FOLLOW_AUDIT: '/var/log/a' }, 'PERIPLUS_FOLLOW_AUDIT'],
    [{ PERIPLUS_FOLLOW_AUDIT: 'a=/var/log/a,b=/var/log/a' }, 'PERIPLUS_FOLLOW_AUDIT'],
    [{ PERIPLUS_INGEST_TOKEN: 'short' }, 'PERIPLUS_INGEST_TOKEN'],
    [
      { PERIPLUS_RETENTION_RAW_DAYS: '30', PERIPLUS_RETENTION_ROLLUP_DAYS: '7' },
      'PERIPLUS_RETENTION_ROLLUP_DAYS',
    ],
  ])('refuses %j and names %s', (source, name) => {
    expect(() => readSettings(source)).toThrow(SettingsError)
    expect(() => readSettings(source)).toThrow(`\n  ${name}: `)
  })

  it('tells every problem at once', () => {
    expect(() => readSettings({ PORT: 'abc', PERIPLUS_CLOCK: 'later' })).toThrow(
      /PORT: [\s\S]*PERIPLUS_CLOCK: /,
    )
  })

  it('takes an empty value for unset', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '' })).toMatchObject({
      port: undefined,
      databaseUrl: undefined,
    })
  })
})

describe('.env.example', () => {
  it('is what the schema renders', () => {
    expect(readFileSync(new URL('../.env.example', import.meta.url), 'utf8')).toBe(renderEnvExample())
  })

  it('describes every setting with a value that the schema accepts', () => {
    const shown = [...renderEnvExample().matchAll(/^# ([A-Z_]+)=(.*)$/gm)]
    expect(shown.map((line) => line[1])).toEqual(Object.keys(settingsSchema.shape))
    const source = Object.fromEntries(shown.map((line) => [line[1], line[2]]))
    expect(() => readSettings(source)).not.toThrow()
    expect(renderEnvExample()).not.toContain('undefined')
  })
})
