import { describe, expect, it } from 'vitest'
import { CollectionFailure, type CollectionTest } from './collection.ts'
import { fakeCollector, source } from './supervisor/fake-rig.ts'
import { testSource } from './test-source.ts'

const mistakes: unknown[] = []
function tested(test: () => Promise<CollectionTest>, signal?: AbortSignal) {
  const collector = { ...fakeCollector().collector, test }
  return testSource(source('a'), {
    collectors: new Map([['kube-api', collector]]),
    signal,
    onMistake: (error) => mistakes.push(error),
    withinMs: 50,
  })
}

const failing = (says: RegExp) => ({
  checks: [{ what: expect.any(String), ok: false, says: expect.stringMatching(says), grant: null }],
})

describe('the test of a source', () => {
  it('answers what its collector found', async () => {
    const found = { checks: [{ what: 'all', ok: true, says: 'well', grant: null }], clockSkewMs: 5 }
    expect(await tested(async () => found)).toEqual(found)
  })

  it('answers when its collector throws or hangs, and tells a mistake from a failure', async () => {
    const refused = new CollectionFailure({
      kind: 'unauthorized',
      says: '401',
      steps: ['renew', 'it'],
      subject: '',
    })
    expect(await tested(() => Promise.reject(refused))).toMatchObject({
      checks: [{ ok: false, says: '401', grant: 'renew\nit' }],
    })
    expect(mistakes).toEqual([])
    const mistake = new TypeError('a secret')
    const answer = await tested(() => {
      throw mistake
    })
    expect(answer).toMatchObject(failing(/not foreseen/))
    expect(JSON.stringify(answer)).not.toContain('a secret')
    expect(mistakes).toEqual([mistake])
    expect(await tested(() => new Promise(() => undefined))).toMatchObject(
      failing(/no answer within 0\.05 s/),
    )
  })

  it('answers for what cannot be tried', async () => {
    const trouble = { kind: 'configuration', says: 'no credential', steps: [], subject: '' } as const
    const options = { collectors: new Map(), signal: undefined, onMistake: () => undefined }
    expect(await testSource({ ...source('a'), plan: { trouble } }, options)).toMatchObject(
      failing(/no credential/),
    )
    expect(await testSource(source('a'), options)).toMatchObject(failing(/cannot read/))
  })

  it('ends when nobody waits any more', async () => {
    const gone = new AbortController()
    const answer = tested(() => new Promise(() => undefined), gone.signal)
    gone.abort(new Error('gone'))
    await expect(answer).rejects.toThrow('gone')
  })
})
