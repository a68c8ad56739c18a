// What a printed document says, page by page: the few parts of PDF that Chromium writes, read here without a library.
// Pages and fonts are plain objects; text is drawn as glyph numbers, which each font's own table turns into letters.
import { inflateSync } from 'node:zlib'

type Objects = ReadonlyMap<number, { readonly head: string; readonly stream: string }>

function objectsOf(file: Buffer): Objects {
  const text = file.toString('latin1')
  const found = new Map<number, { head: string; stream: string }>()
  for (const { 0: whole, 1: id, 2: body = '', index } of text.matchAll(
    /(?:^|\n)(\d+) 0 obj\n?([\s\S]*?)\nendobj/g,
  )) {
    const at = body.indexOf('stream')
    const head = at === -1 ? body : body.slice(0, at)
    let stream = ''
    if (at !== -1) {
      const from = index + whole.indexOf(body) + at + 'stream'.length
      const start = text[from] === '\r' ? from + 2 : from + 1
      const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0)
      const bytes = file.subarray(start, start + length)
      stream = (head.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1')
    }
    found.set(Number(id), { head, stream })
  }
  return found
}

const letters = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')

interface Font {
  /** Hexadecimal digits of one glyph. */
  readonly digits: number
  readonly letters: ReadonlyMap<number, string>
}

/** Of a ToUnicode table. */
function fontOf(cmap: string): Font {
  const digits = /begincodespacerange\s*<(\w+)>/.exec(cmap)?.[1]?.length ?? 4
  const table = new Map<number, string>()
  for (const [, block = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph = '', text = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>/g)) {
      table.set(Number.parseInt(glyph, 16), letters(text))
    }
  }
  for (const [, block = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, first = '', last = '', text = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      const [from, to, code] = [first, last, text].map((hex) => Number.parseInt(hex, 16)) as [
        number,
        number,
        number,
      ]
      for (let glyph = from; glyph <= to; glyph += 1)
        table.set(glyph, String.fromCharCode(code + glyph - from))
    }
  }
  return { digits, letters: table }
}

/** The fonts that a page names, each with its table. */
function fontsOf(head: string, objects: Objects): Map<string, Font> {
  const list = /\/Font\s*<<([\s\S]*?)>>/.exec(head)?.[1] ?? ''
  return new Map(
    [...list.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name = '', id]) => {
      const font = objects.get(Number(id))?.head ?? ''
      const cmap = Number(/\/ToUnicode (\d+) 0 R/.exec(font)?.[1])
      return [name, fontOf(objects.get(cmap)?.stream ?? '')]
    }),
  )
}

function textOf(drawn: string, fonts: ReadonlyMap<string, Font>): string {
  let font = fontOf('')
  let text = ''
  for (const [, name, hex, isEnd] of drawn.matchAll(/\/(\w+) [\d.-]+ Tf|<([\da-fA-F]+)>|\b(ET)\b/g)) {
    if (name !== undefined) font = fonts.get(name) ?? fontOf('')
    // One text of the page ends here; that it was another box is all there is to say of a gap.
    if (isEnd !== undefined) text += ' '
    for (let at = 0; hex !== undefined && at < hex.length; at += font.digits) {
      text += font.letters.get(Number.parseInt(hex.slice(at, at + font.digits), 16)) ?? ''
    }
  }
  return text.replaceAll(/\s+/g, ' ')
}

/** The text of each page, in the order in which it is drawn. */
export function pdfPages(file: Buffer): string[] {
  const objects = objectsOf(file)
  return [...objects.values()]
    .filter(({ head }) => /\/Type\s*\/Page\b/.test(head))
    .map(({ head }) => {
      const contents = Number(/\/Contents (\d+) 0 R/.exec(head)?.[1])
      return textOf(objects.get(contents)?.stream ?? '', fontsOf(head, objects))
    })
}
