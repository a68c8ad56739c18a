// One thing the doctor looked at, and how it is printed. Words of servers cannot command the terminal.
import { printable, say } from '../command.ts'

export type State = 'ok' | 'warn' | 'fail'

export interface Check {
  readonly state: State
  readonly what: string
  /** What grants what is missing: a manifest, a policy, a command; printed as it is, indented. */
  readonly grant?: string | null
}

const marks: Record<State, string> = { ok: 'ok  ', warn: 'note', fail: 'FAIL' }

export function print({ state, what, grant }: Check): void {
  say(`${marks[state]}  ${printable(what.replaceAll('\n', ' '))}`)
  for (const line of (grant ?? '').split('\n')) if (line !== '') say(`        ${printable(line)}`)
}
