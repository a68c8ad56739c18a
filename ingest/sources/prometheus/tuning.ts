// How fast and how patiently metrics stores are read: one place, so that tests can be quick. Decides nothing.
export interface PrometheusTuning {
  /** Between two rounds. */
  readonly intervalMs: number
  /** A store takes this long until it knows what a scrape found. */
  readonly settleSeconds: number
  /** Of what is read as it happens, and of what is read afterwards. */
  readonly liveStep: number
  readonly pastStep: number
  /** What is younger is read with the live step. */
  readonly liveSeconds: number
  /** One question at most; 11,000 points a series is what stores allow. */
  readonly chunkSeconds: number
  readonly clustersAtOnce: number
  /** How far back history is read at first. */
  readonly historySeconds: number
  readonly atOnce: number
  readonly answerMs: number
  readonly silenceMs: number
  readonly mostBytes: number
  readonly tries: number
  readonly pauseMs: number
  /** Samples on the way to the store. */
  readonly batchSize: number
}

export const defaultTuning: PrometheusTuning = {
  intervalMs: 60_000,
  settleSeconds: 30,
  liveStep: 60,
  pastStep: 300,
  liveSeconds: 3_600,
  chunkSeconds: 86_400,
  clustersAtOnce: 20,
  historySeconds: 14 * 86_400,
  atOnce: 2,
  answerMs: 120_000,
  silenceMs: 30_000,
  mostBytes: 32 << 20,
  tries: 3,
  pauseMs: 500,
  batchSize: 2_000,
}
