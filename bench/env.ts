// The only reader of the environment in bench: what is handed on to the processes that are measured.

/** The caller's environment without settings of Periplus: a benchmark measures the defaults. */
export function surroundings(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(PERIPLUS_|DATABASE_URL$|CLICKHOUSE_|PORT$|HOST$|NODE_ENV$|npm_)/.test(name),
  )
  return Object.fromEntries(kept) as unknown as NodeJS.ProcessEnv
}

/** The browser to measure with: the one named, else the usual places of a system Chromium. */
export const chromiumPath = (): string | undefined => process.env.PERIPLUS_CHROMIUM

export const searchPath = (): string => process.env.PATH ?? ''
