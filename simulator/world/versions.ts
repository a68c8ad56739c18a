// Resource versions. A version is a time: 1,024 of them to a millisecond, so that what a list showed can be
// shown again, and a watch goes on exactly where it was. A list stands at the first version of its
// millisecond, what happened within one has one of the others.

const zeroMs = Date.UTC(2020, 0, 1)
const perMs = 1_024

/** Of the state that holds everything which happened before `ms`. */
export const listVersion = (ms: number): number => (ms - zeroMs) * perMs

/** Of something that happened in this millisecond; `draw` tells apart what happened in the same one. */
export const changeVersion = (ms: number, draw: number): number =>
  (ms - zeroMs) * perMs + 1 + (draw % (perMs - 1))

/** The earliest state that holds everything up to this version. */
export const msOfVersion = (version: number): number => zeroMs + Math.ceil(version / perMs)

/** From when on changes after this version are to be looked for. */
export const changesFromMs = (version: number): number => zeroMs + Math.floor(version / perMs)

export function readVersion(text: string): number | undefined {
  const version = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(version) ? version : undefined
}
