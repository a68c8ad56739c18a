import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { newIngestToken } from './auth/tokens.ts'
import { createLog, withoutSecrets } from './log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  write(createLog('trace', stream))
  return text
}

describe('log', () => {
  it('writes one JSON object a line with level and time', () => {
    const lines = logged((log) => {
      log.info({ route: 'ingest' }, 'first')
      log.warn('second\nline')
    }).trimEnd()
    const [first, second] = lines.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(first).toMatchObject({ level: 'info', msg: 'first', route: 'ingest', app: 'periplus' })
    expect(second).toMatchObject({ level: 'warn', msg: 'second\nline' })
    expect(String(first?.time)).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('never writes credentials, wherever they hang', () => {
    const token = newIngestToken()
    const text = logged((log) => {
      log.info({ authorization: 'Bearer hunter2', token: 'hunter2' })
      log.info({ headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } })
      log.info({ req: { headers: { 'x-amz-firehose-access-key': 'hunter2', authorization: 'hunter2' } } })
      log.info({ settings: { password: 'hunter2' } })
      log.info(`a caller sent ${token}`)
      log.error({ err: new Error(`cannot reach postgres://periplus:hunter2@db:5432/x with ${token}`) })
    })
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain(token)
    expect(text).toContain('postgres://…@db:5432/x')
  })

  it('writes an error with its causes but not what clients hang on it', () => {
    const error = Object.assign(new Error('outer', { cause: new Error('inner') }), {
      request: { body: 'hunter2' },
    })
    const text = logged((log) => log.error({ err: error }, 'failed'))
    expect(JSON.parse(text)).toMatchObject({ err: { message: 'outer', cause: { message: 'inner' } } })
    expect(text).not.toContain('hunter2')
  })

  it('keeps ordinary text as it is', () => {
    expect(withoutSecrets('user@example.com asked http://a/b?c=@d')).toBe(
      'user@example.com asked http://a/b?c=@d',
    )
  })
})
