// Keeps periplus.yaml in mind: read at start, looked at again every few seconds and taken over when it
// changed. A new text that cannot be used changes nothing but what is said about it.
import { readFile, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { ConfigError, noConfig, parseConfig, type SourcesConfig } from './config.ts'

export interface ConfigState {
  /** Absolute. */
  readonly file: string
  /** False while there is no such file, which is fine unless PERIPLUS_CONFIG names it. */
  readonly exists: boolean
  /** Why the file as it is now is not used; the last one that could be used still is. */
  readonly problem: string | null
}

export interface WatchedConfig {
  current(): SourcesConfig
  state(): ConfigState
  /** Called after each change of `current` or `state`. */
  onChange(listener: () => void): void
  stop(): void
}

export interface ConfigOptions {
  readonly file: string
  /** True when the setting names it: then it must be there. */
  readonly required: boolean
  readonly onProblem: (problem: string) => void
  readonly onTaken: () => void
  readonly everyMs?: number
}

type Looked =
  | { readonly exists: false }
  | { readonly exists: true; readonly version: string; readonly text: () => Promise<string> }

async function look(file: string): Promise<Looked> {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return { exists: true, version: `${mtimeMs} ${size} ${ino}`, text: () => readFile(file, 'utf8') }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { exists: false }
    throw error
  }
}

const unreadable = (file: string, error: unknown): string =>
  `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`

/** Throws ConfigError when the file of the start cannot be used. */
export async function openConfig(options: ConfigOptions): Promise<WatchedConfig> {
  const { file, required, everyMs = 2_000 } = options
  const watched = new Watched(options)
  await watched.look()
  const { exists, problem } = watched.state()
  if (problem !== null) throw new ConfigError(problem)
  if (required && !exists) throw new ConfigError(`PERIPLUS_CONFIG names ${file}, and there is no such file`)
  watched.watch(everyMs)
  return watched
}

class Watched implements WatchedConfig {
  readonly #options: ConfigOptions
  readonly #listeners: (() => void)[] = []
  #current = noConfig
  #state: ConfigState
  #version: string | undefined
  #timer: NodeJS.Timeout | undefined
  #isBegun = false

  constructor(options: ConfigOptions) {
    this.#options = options
    this.#state = { file: options.file, exists: false, problem: null }
  }

  current(): SourcesConfig {
    return this.#current
  }

  state(): ConfigState {
    return this.#state
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  watch(everyMs: number): void {
    this.#isBegun = true
    const again = async () => {
      await this.look()
      if (this.#timer !== undefined) this.watch(everyMs)
    }
    this.#timer = setTimeout(() => void again(), everyMs)
    this.#timer.unref()
  }

  async look(): Promise<void> {
    const { file } = this.#options
    try {
      const looked = await look(file)
      if (!looked.exists) return this.#missing()
      if (looked.version === this.#version) return
      // Also one that cannot be used is not judged again until it changes.
      this.#version = looked.version
      this.#take(await looked.text())
    } catch (error) {
      this.#say(true, error instanceof ConfigError ? error.message : unreadable(file, error))
    }
  }

  #take(text: string): void {
    const { file, onTaken } = this.#options
    this.#current = parseConfig(text, {
      file: path.basename(file),
      folder: path.dirname(file),
      home: os.homedir(),
    })
    if (this.#isBegun) onTaken()
    this.#say(true, null, true)
  }

  /** Gone while it is needed: what it said still holds. */
  #missing(): void {
    this.#version = undefined
    const wasUsed = this.#current !== noConfig
    this.#say(false, wasUsed ? `${this.#options.file} is gone; what it said still holds` : null)
  }

  #say(exists: boolean, problem: string | null, isTaken = false): void {
    const isNew = this.#state.problem !== problem || this.#state.exists !== exists
    this.#state = { file: this.#options.file, exists, problem }
    if (isNew && problem !== null && this.#isBegun) this.#options.onProblem(problem)
    if (isNew || isTaken) for (const listener of this.#listeners) listener()
  }
}
