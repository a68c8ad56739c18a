// What every command of the command line is, and how it fails: with words that say what to do, and
// exit code 1 (2 when it was called wrongly).

export interface Command {
  readonly name: string
  readonly help: string
  /** Resolves with the exit code. */
  run(args: readonly string[]): Promise<number>
}

/** Printed as it is, without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Called wrongly: the message, then how it is called. */
export const usageError = (message: string, help: string): CommandError =>
  new CommandError(`${message}\n\n${help}`, 2)

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Columns padded to their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length)
    })
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Anything a server sent, safe to print: no control characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '�')
}
