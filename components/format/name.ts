// Names that callers gave themselves, made fit to stand among our words: nothing in them stays invisible, and
// none turns the words around it. For the screen only; files keep what was sent.

/**
 * Control characters, marks that order text (also in disguise: U+202E writes "exe.gpj"), and spaces without
 * width. Joiners stay: emoji and several scripts are written with them.
 */
const unseen =
  /[\p{Cc}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu

/** Whatever could not be seen is "�". */
export const visible = (text: string): string => text.replaceAll(unseen, '\u{FFFD}')

/** Letters of scripts that are written from right to left. */
const fromTheRight = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** For a name inside a sentence or a list: its direction ends where it ends. Others stay as they are. */
export const isolated = (name: string): string => (fromTheRight.test(name) ? `\u2068${name}\u2069` : name)
