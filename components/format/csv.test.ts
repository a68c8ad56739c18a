import { describe, expect, it } from 'vitest'
import { csv } from './csv.ts'

describe('csv', () => {
  it('quotes what needs it', () => {
    expect(csv(['a', 'b'], [['x,y', 'say "hi"\nthere']])).toBe('a,b\r\n"x,y","say ""hi""\nthere"\r\n')
  })

  it('disarms formulas, also behind blanks, and leaves numbers alone', () => {
    expect(csv(['a'], [['=cmd()'], ['  +1'], ['@x'], ['-2'], [-2]])).toBe(
      "a\r\n'=cmd()\r\n'  +1\r\n'@x\r\n'-2\r\n-2\r\n",
    )
  })

  it('writes instants in full and leaves missing values empty', () => {
    expect(csv(['a', 'b'], [[new Date('2026-03-09T02:14:00Z'), null]])).toBe(
      'a,b\r\n2026-03-09T02:14:00.000Z,\r\n',
    )
  })
})
