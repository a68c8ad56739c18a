// Room around the plot for axes and names; the plot and everything laid over it agree through this.
import type { ChartMode } from './chart-data.ts'

export interface Insets {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

export function plotInsets(mode: ChartMode, isFlagged = false): Insets {
  return { top: isFlagged ? 34 : 12, right: mode === 'lines' ? 140 : 12, bottom: 26, left: 44 }
}
