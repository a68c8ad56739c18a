// What a test could not look at on this machine, told where nobody can overlook it.

export function skippedLoudly(what: string, why: string): void {
  const line = '!'.repeat(100)
  process.stderr.write(`${line}\n!! SKIPPED: ${what}: ${why}\n${line}\n`)
}
