// The base path a proxy in front of this server shows it under. A request may come with it or without it
// (proxies do either); behind the door there is one form for each: bare for our own routes, with it for
// the pages.

export interface BasePath {
  /** Empty, or "/periplus" and such. */
  readonly base: string
  /** The target without the base; as it is when it does not have it. */
  bare(target: string): string
  /** The target with the base, exactly once. */
  full(target: string): string
}

export function basePathOf(base: string): BasePath {
  const bare = (target: string): string => {
    if (base === '' || !target.startsWith(base)) return target
    const rest = target.slice(base.length)
    if (rest === '' || rest.startsWith('?')) return `/${rest}`
    return rest.startsWith('/') ? rest : target
  }
  const full = (target: string): string => {
    if (base === '') return target
    const rest = bare(target)
    // Next knows the start page by the base alone.
    return rest === '/' || rest.startsWith('/?') ? `${base}${rest.slice(1)}` : `${base}${rest}`
  }
  return { base, bare, full }
}
