import { describe, expect, it } from 'vitest'
import { callName, keyId, keyName, project, valueName } from './talker-name.ts'

describe('names of talkers', () => {
  it('calls a client by its program and keeps the part that sends as a note', () => {
    const base = 'kube-controller-manager/v1.20.2 (linux/amd64) kubernetes/faecb19'
    expect(valueName('userAgent', base)).toEqual({
      name: 'kube-controller-manager/v1.20.2',
      note: 'linux/amd64',
    })
    expect(valueName('userAgent', `${base}/leader-election`).note).toBe('leader-election')
    expect(valueName('userAgent', `${base}/system:serviceaccount:kube-system:node-controller`).note).toBe(
      'kube-system/node-controller',
    )
    expect(valueName('userAgent', 'curl/7.88.1')).toEqual({ name: 'curl/7.88.1', note: '' })
    expect(valueName('userAgent', 'Mozilla/5.0 (X11; Linux) Gecko').note).toBe('(X11; Linux) Gecko')
  })

  it('calls an agent by its program, with its controller as the note; one that was cut says so', () => {
    expect(valueName('agent', 'policy-agent')).toEqual({ name: 'policy-agent', note: '' })
    expect(
      valueName('agent', 'kube-controller-manager/system:serviceaccount:kube-system:node-controller'),
    ).toEqual({ name: 'kube-controller-manager', note: 'kube-system/node-controller' })
    expect(valueName('agent', '').name).toBe('no user agent')
    expect(valueName('agentVersion', '').name).toBe('no version')
    const long = `policy-agent/v3 ${'x'.repeat(240)}`
    expect(valueName('userAgent', long)).toEqual({ name: long, note: 'first 256 characters' })
    expect(valueName('userAgent', long.slice(1)).note).not.toBe('first 256 characters')
  })

  it('knows Periplus itself, in every version', () => {
    expect(valueName('userAgent', 'periplus/0.9.0')).toEqual({
      name: 'periplus/0.9.0',
      note: 'Periplus itself',
    })
    expect(valueName('agent', 'periplus').note).toBe('Periplus itself')
    expect(valueName('userAgent', 'periplus-like/1').note).toBe('')
  })

  it('calls service accounts and nodes by their own names', () => {
    expect(valueName('user', 'system:serviceaccount:policy-system:policy-agent').name).toBe(
      'policy-system/policy-agent',
    )
    expect(valueName('user', 'system:node:ip-10-0-0-1')).toEqual({ name: 'ip-10-0-0-1', note: 'node' })
    expect(valueName('user', 'system:apiserver').name).toBe('system:apiserver')
  })

  it('names what is empty instead of showing nothing', () => {
    expect(valueName('userAgent', '').name).toBe('no user agent')
    expect(valueName('namespace', '').name).toBe('no namespace')
    expect(keyName({ userAgent: '', verb: 'list' }).name).toBe('no user agent · LIST')
  })

  it('shows what hides in a name, and lets no name turn its neighbours', () => {
    expect(valueName('userAgent', '\u202Ecurl\u202C/1.0').name).toBe('\uFFFDcurl\uFFFD/1.0')
    expect(valueName('user', 'مستخدم').name).toBe('مستخدم')
    expect(keyName({ user: 'مستخدم', namespace: 'a' }).name).toBe('\u2068مستخدم\u2069 · a')
    expect(keyName({ user: 'مستخدم' }).name).toBe('مستخدم')
  })

  it('gives equal keys equal ids', () => {
    expect(keyId({ verb: 'list', user: 'a' })).toBe(keyId({ user: 'a', verb: 'list' }))
    expect(keyId({ verb: 'list' })).not.toBe(keyId({ verb: 'get' }))
  })

  it('takes parts of keys', () => {
    expect(project({ user: 'a', verb: 'get' }, ['user'])).toEqual({ user: 'a' })
    expect(project({ user: 'a' }, ['user', 'verb'])).toBeNull()
    expect(callName({ verb: 'list', resource: 'pods', user: 'a' })).toBe('LIST pods')
  })
})
