// What somebody may have meant: of some words the one that is nearest to what was written, by letters added, left
// out, changed or swapped with their neighbour. Nothing when none is near.

const longest = 60

/** Steps from one word to the other. */
function steps(from: string, to: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row]
    for (let at = 1; at <= to.length; at += 1) {
      const isSame = from[row - 1] === to[at - 1]
      const isSwapped = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1]
      const least = Math.min(
        (last?.[at] ?? 0) + 1,
        (next[at - 1] ?? 0) + 1,
        (last?.[at - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before?.[at - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
      next.push(least)
    }
    ;[before, last] = [last, next]
  }
  return last?.[to.length] ?? 0
}

/** Upper and lower case are one. */
export function closestWord(written: string, words: readonly string[]): string | undefined {
  const said = written.toLowerCase().slice(0, longest)
  const most = Math.max(1, Math.floor(said.length / 3))
  let near: { word: string; away: number } | undefined
  for (const word of words) {
    const away = steps(said, word.toLowerCase().slice(0, longest))
    if (away <= most && (near === undefined || away < near.away)) near = { word, away }
  }
  return near?.word
}
