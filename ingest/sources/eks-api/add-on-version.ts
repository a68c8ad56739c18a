// Order of add-on versions: "v1.18.1-eksbuild.3" before "v1.18.1-eksbuild.10". Pure.

const piecesOf = (version: string): string[] => version.replace(/^v/, '').split(/[^0-9a-zA-Z]+/)

/** Negative when `left` is older; numbers by value, words by letter, a number before a word. */
export function compareAddOnVersions(left: string, right: string): number {
  const [lefts, rights] = [piecesOf(left), piecesOf(right)]
  for (let index = 0; index < Math.max(lefts.length, rights.length); index += 1) {
    const order = comparePieces(lefts[index] ?? '', rights[index] ?? '')
    if (order !== 0) return order
  }
  return 0
}

function comparePieces(left: string, right: string): number {
  if (left === right) return 0
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)]
  if (leftNumber !== null && rightNumber !== null) return leftNumber - rightNumber
  if (leftNumber !== null) return -1
  if (rightNumber !== null) return 1
  return left < right ? -1 : 1
}

const numberOf = (piece: string): number | null => (/^\d*$/.test(piece) ? Number(piece) : null)
