import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csv } from './csv.ts'

const one = (value: string | number | null) => csv(['a'], [[value]]).slice(3, -2)

/** Reads what csv() wrote, as RFC 4180 says. */
function read(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  for (let at = 0, quoted = false; at < text.length; at += 1) {
    const sign = text[at]
    if (quoted && sign === '"' && text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (sign === '"') quoted = !quoted
    else if (!quoted && (sign === ',' || sign === '\n')) {
      rows.at(-1)?.push(cell.replace(/\r$/, ''))
      cell = ''
      if (sign === '\n') rows.push([])
    } else cell += sign
  }
  return rows.slice(0, -1)
}

describe('csv', () => {
  it('quotes what needs it', () => {
    expect(csv(['a', 'b'], [['x,y', 'say "hi"\nthere']])).toBe('a,b\r\n"x,y","say ""hi""\nthere"\r\n')
  })

  it.each([
    ['=cmd()', "'=cmd()"],
    ['  +1', "'  +1"],
    ['@x', "'@x"],
    ['-2', "'-2"],
    ['\u0000=1', "'\u0000=1"],
    ['\u200b=1', "'\u200b=1"],
    ['＝1', "'＝1"],
    ['\t=1', '"\'\t=1"'],
    ['\tx', '"\'\tx"'],
    ['a;=1', '"a;=1"'],
    ['a\t=1', '"a\t=1"'],
    ['=1,"x"', '"\'=1,""x"""'],
    ['a=b', 'a=b'],
    ['kubelet/v1.34.1 (linux/arm64)', 'kubelet/v1.34.1 (linux/arm64)'],
  ])('disarms the text %j', (value, expected) => {
    expect(one(value)).toBe(expected)
  })

  it('leaves numbers alone, and writes none that is no number', () => {
    expect([-2, 0.1, 1e21, Number.NaN, Number.POSITIVE_INFINITY, null].map(one)).toEqual([
      '-2',
      '0.1',
      '1e+21',
      '',
      '',
      '',
    ])
  })

  it('disarms the header too: names of columns may come from callers', () => {
    expect(csv(['=1'], [])).toBe("'=1\r\n")
  })

  it('writes instants in full and leaves missing values empty', () => {
    expect(csv(['a', 'b'], [[new Date('2026-03-09T02:14:00Z'), null]])).toBe(
      'a,b\r\n2026-03-09T02:14:00.000Z,\r\n',
    )
  })

  it('gives every text back, but for the quote that disarms it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (row) => {
        const [, got = []] = read(csv(row, [row]))
        const texts = row.map((text) => text.replace(/\r$/, ''))
        expect(got.map((text, at) => (text === texts[at] ? text : text.replace(/^'/, '')))).toEqual(texts)
        for (const text of got) expect(text).not.toMatch(/^[=+\-@]/)
      }),
    )
  })
})
