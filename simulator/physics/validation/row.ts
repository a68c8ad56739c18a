// What the model is held against: one published figure, how far the model may be from it, and what it comes to.
export interface Row {
  readonly id: string
  readonly check: string
  readonly target: string
  readonly tolerance: string
  readonly measured: string
  readonly holds: boolean
}

/** Whether it is no further from the target than a share of it. */
export const isNear = (measured: number, target: number, share: number): boolean =>
  Math.abs(measured - target) <= share * target
