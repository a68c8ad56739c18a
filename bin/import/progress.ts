// Shows how far an import is: a bar that redraws itself at a terminal, a line now and then elsewhere.

export interface Screen {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

export interface ProgressState {
  /** Part of the file read and acknowledged, 0 to 1; undefined when its size is unknown. */
  readonly part: number | undefined
  readonly lines: number
  readonly note: string
}

export interface Progress {
  show(state: ProgressState): void
  /** Leaves the screen ready for other text. */
  end(): void
}

const redrawMs = 100
const lineMs = 5_000
const barWidth = 24

export const count = (value: number): string => value.toLocaleString('en-US')

export function progressOn(screen: Screen, name: string): Progress {
  let shownAtMs = Number.NEGATIVE_INFINITY
  let isDrawn = false
  const everyMs = screen.isTTY ? redrawMs : lineMs
  return {
    show: (state) => {
      const nowMs = performance.now()
      if (nowMs - shownAtMs < everyMs) return
      shownAtMs = nowMs
      const text = lineOf(name, state, screen.isTTY === true)
      if (!screen.isTTY) screen.write(`${text}\n`)
      else {
        screen.write(`\r\u001b[2K${text.slice(0, Math.max(20, (screen.columns ?? 80) - 1))}`)
        isDrawn = true
      }
    },
    end: () => {
      if (isDrawn) screen.write('\r\u001b[2K')
      isDrawn = false
    },
  }
}

function lineOf(name: string, { part, lines, note }: ProgressState, bar: boolean): string {
  const words = [name]
  if (part !== undefined) {
    const full = Math.round(Math.min(1, part) * barWidth)
    if (bar) words.push(`[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`)
    words.push(`${Math.floor(Math.min(1, part) * 100)} %`)
  }
  words.push(`${count(lines)} lines`)
  if (note !== '') words.push(`(${note})`)
  return words.join('  ')
}
