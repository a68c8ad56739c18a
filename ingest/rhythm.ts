// How often the jobs of this room do what. Process time; one place, so that a test can make it quick.

export interface Rhythm {
  /** Between two looks for days that are too old. */
  readonly retentionMs: number
  /** Between two looks at the room on the disk, and two counts of the data folder. */
  readonly diskMs: number
  readonly countMs: number
  /** Between two looks at the product's clock. */
  readonly clockMs: number
  /** Between the end of a round of checks and the next: with a round of a minute, five minutes are kept twice over. */
  readonly evaluateMs: number
}

export const defaultRhythm: Rhythm = {
  retentionMs: 600_000,
  diskMs: 1_000,
  countMs: 15_000,
  clockMs: 60_000,
  evaluateMs: 90_000,
}
