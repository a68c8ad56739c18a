// How long to wait before a child that died is started again: at once when it had lived well, a little
// longer each time it had not, and never for good.

const shortestMs = 50
const longestMs = 5_000
/** A child that lived as long as this was well. */
const wellAfterMs = 30_000

/** Asked once a death, with how long that child had lived; answers milliseconds. */
export function backOff(): (livedMs: number) => number {
  let pauseMs = shortestMs
  return (livedMs) => {
    pauseMs = livedMs >= wellAfterMs ? shortestMs : Math.min(pauseMs * 2, longestMs)
    return pauseMs
  }
}
