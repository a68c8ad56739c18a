import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let root: string

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'periplus-bin-'))
  mkdirSync(path.join(root, 'bin'))
  copyFileSync(path.join(import.meta.dirname, 'periplus.mjs'), path.join(root, 'bin/periplus.mjs'))
  writeFileSync(path.join(root, 'package.json'), '{"version":"9.9.9","type":"module"}')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'bin/periplus.mjs'), ...args],
    {
      encoding: 'utf8',
    },
  )
  return { status, stdout, stderr }
}

function bundle(name: string): void {
  mkdirSync(path.join(root, 'dist'), { recursive: true })
  writeFileSync(path.join(root, 'dist', name), 'process.stdout.write(JSON.stringify(process.argv.slice(2)))')
}

describe('periplus', () => {
  it('tells its version', () => {
    expect(run('--version')).toEqual({ status: 0, stdout: '9.9.9\n', stderr: '' })
  })

  it('explains itself, as a failure when nothing was asked', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' })
    expect(run()).toMatchObject({ status: 1 })
    for (const command of [
      'serve',
      'demo',
      'import audit',
      'token create',
      'backup',
      'restore',
      'simulate',
      'doctor',
      'bench',
    ]) {
      expect(run('--help').stdout).toContain(`periplus ${command}`)
    }
  })

  it.each(['frobnicate', 'constructor', '__proto__', '../main'])(
    'refuses the unknown command %s',
    (command) => {
      const { status, stderr } = run(command)
      expect(status).toBe(1)
      expect(stderr).toContain(`there is no command "${command}"`)
    },
  )

  it('says what to do when nothing was built yet', () => {
    const { status, stderr } = run('doctor')
    expect(status).toBe(1)
    expect(stderr).toContain('npm start')
  })

  it('hands every command on with its own arguments', () => {
    bundle('cli.mjs')
    bundle('main.mjs')
    expect(JSON.parse(run('token', 'create', 'a b').stdout)).toEqual(['token', 'create', 'a b'])
    expect(JSON.parse(run('serve', '--role', 'web').stdout)).toEqual(['--role', 'web'])
  })

  it('hands the demo its own bundle', () => {
    bundle('demo.mjs')
    expect(JSON.parse(run('demo', '--scale', 'small').stdout)).toEqual(['--scale', 'small'])
  })
})
