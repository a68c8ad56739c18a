// Reads the multipart bodies in which long parameter lists travel. Only what ClickHouse's clients write:
// named text parts, no files, no nesting.

const nameOf = /content-disposition:[^\r\n]*;\s*name="([^"\r\n]*)"/i
const endOfHead = '\r\n\r\n'

/** Part name → text. Throws when the body is not what its content type says. */
export function readMultipart(contentType: string, body: Buffer): Map<string, string> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  const mark = boundary?.[1] ?? boundary?.[2]
  if (mark === undefined) throw new Error('multipart body without a boundary')
  const parts = new Map<string, string>()
  // A part ends at a line that starts with the mark; the mark within a line is text.
  const framed = Buffer.concat([Buffer.from('\r\n'), body])
  const delimiter = Buffer.from(`\r\n--${mark}`)
  let at = framed.indexOf(delimiter)
  for (;;) {
    if (at === -1) throw new Error('multipart body without its end')
    const from = at + delimiter.length
    if (framed.toString('latin1', from, from + 2) === '--') return parts
    const headEnd = framed.indexOf(endOfHead, from)
    const next = framed.indexOf(delimiter, from)
    if (headEnd === -1 || next === -1 || headEnd > next) throw new Error('multipart part without its end')
    const name = nameOf.exec(framed.toString('latin1', from, headEnd))?.[1]
    if (name === undefined) throw new Error('multipart part without a name')
    parts.set(name, framed.toString('utf8', headEnd + endOfHead.length, next))
    at = next
  }
}
