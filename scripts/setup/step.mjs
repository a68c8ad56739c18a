// One slow step at a time, with progress: says what it does, how far it is, how long it took. The
// command's own output is shown only when it fails. Never silent for more than ten seconds.
import { spawn } from 'node:child_process'

const isTerminal = Boolean(process.stdout.isTTY)
const tickMs = isTerminal ? 1_000 : 5_000
/** Characters of what a command said that are worth showing when it fails. */
const kept = 60_000
let running

/** A person's Ctrl-C, or a supervisor's TERM, ends the step that runs and then us. */
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => {
    if (running === undefined) process.exit(code)
    running.once('close', () => process.exit(code))
    running.kill(signal)
  })
}

/** Once the server lives in this process, signals are its own affair. */
export function leaveSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
}

export const seconds = (fromMs) => `${((Date.now() - fromMs) / 1_000).toFixed(1)} s`

function show(line, isLast) {
  if (!isTerminal) return console.log(line)
  process.stdout.write(`\r\u001b[2K${line}${isLast ? '\n' : ''}`)
}

export class StepFailed extends Error {}

/**
 * Runs a command. `progress()` may say how far it is; `stream` hands its output through as it comes.
 * Answers what it said; throws StepFailed with the end of what the command said, unless `mayFail`.
 */
export function step({ label, command, args, cwd, env, progress, stream = false, mayFail = false }) {
  const startedAt = Date.now()
  let said = ''
  const tell = (isLast, words) =>
    show(`  ${label}: ${words}${isLast ? '' : ` (${seconds(startedAt)})`}`, isLast)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', stream ? 'inherit' : 'pipe', stream ? 'inherit' : 'pipe'],
    })
    running = child
    if (!stream) tell(false, 'started')
    const timer = stream ? undefined : setInterval(() => tell(false, progress?.() ?? 'working'), tickMs)
    const hear = (chunk) => {
      said = `${said}${chunk}`.slice(-kept)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    const end = (code, error) => {
      clearInterval(timer)
      if (running === child) running = undefined
      const ok = code === 0
      if (!stream) tell(true, ok ? `done in ${seconds(startedAt)}` : `failed after ${seconds(startedAt)}`)
      if (ok || mayFail) return resolve({ ok, code, said })
      reject(new StepFailed(`${said}\n${label} failed: ${error ?? `${command} ended with ${code}`}`))
    }
    child.once('error', (error) => end(-1, error.message))
    child.once('close', (code, signal) => end(code ?? -1, signal ? `ended by ${signal}` : undefined))
  })
}
