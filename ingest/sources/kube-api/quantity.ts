// Kubernetes quantities ("250m", "1.5Gi", "129e6") as whole numbers, exactly and rounded up as the
// scheduler rounds. Refuses what is no quantity; absent ones are the caller's business.

const powerOfTen: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const powerOfTwo: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n }

const quantityForm = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d{1,3})|([KMGTPE]i|[numkMGTPE]?))$/
const longest = 64
const largest = BigInt(Number.MAX_SAFE_INTEGER)

export class NoQuantity extends Error {
  override readonly name = 'NoQuantity'
}

/** Millionths up to exa: what one is divided into. */
function scaled(text: string, scale: number): number {
  const match = text.length > longest ? null : quantityForm.exec(text)
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = match ?? []
  if (match === null || whole + fraction === '') throw new NoQuantity('a quantity cannot be read')
  const tens =
    scale - fraction.length + (exponent === undefined ? (powerOfTen[suffix] ?? 0) : Number(exponent.slice(1)))
  const digits = BigInt(whole + fraction) << (powerOfTwo[suffix] ?? 0n)
  const magnitude = tens >= 0 ? digits * 10n ** BigInt(tens) : digits / 10n ** BigInt(-tens)
  const isExact = tens >= 0 || magnitude * 10n ** BigInt(-tens) === digits
  // Up, as the scheduler rounds; a negative one goes towards zero by itself.
  const rounded = isExact || sign === '-' ? magnitude : magnitude + 1n
  const bounded = Number(rounded > largest ? largest : rounded)
  return sign === '-' ? 0 - bounded : bounded
}

/** A cluster writes the same few quantities on all its objects. */
function remembering(scale: number): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = scaled(text, scale)
    if (known.size >= 4_096) known.clear()
    known.set(text, value)
    return value
  }
}

/** Bytes, pods, devices: whole ones. Throws NoQuantity; past what a number holds exactly, the largest. */
export const wholeOf = remembering(0)
/** Thousandths of a core. */
export const millicoresOf = remembering(3)
