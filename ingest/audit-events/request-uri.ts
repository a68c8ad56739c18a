// What of a request's address may be kept. Values of a closed list of the API server's own parameters
// stay, where they look as Kubernetes writes them; of every other parameter the name alone, for it may
// carry a secret: `command=` of an exec, the `token=` of whoever is behind a proxied address. For lines
// that are explained here; the store does the same to every event (db/events/migrations/0003), and
// `request-uri.store.test.ts` holds one against the other.

/** Says that something stood there. */
const dropped = '…'

/** One parameter whose value stays. Written for both JavaScript and RE2, without backslashes and quotes. */
const keptParameter = [
  '(?:',
  '(?:watch|allowWatchBookmarks|sendInitialEvents|force|orphanDependents|pretty|verbose|follow|previous|timestamps|insecureSkipTLSVerifyBackend|stdin|stdout|stderr|tty)(?:=(?:true|false|[01])?)?',
  '|(?:resourceVersion|limit|timeoutSeconds|gracePeriodSeconds|tailLines|limitBytes|sinceSeconds|ports)=[0-9,-]{0,20}',
  '|timeout=[0-9.hmsnu]{0,20}',
  '|sinceTime=[0-9TZA:.%+-]{0,48}',
  '|resourceVersionMatch=(?:Exact|NotOlderThan)',
  '|propagationPolicy=(?:Orphan|Background|Foreground)',
  '|dryRun=All',
  '|fieldValidation=(?:Ignore|Warn|Strict)',
  '|includeObject=(?:None|Metadata|Object)',
  '|stream=(?:All|Stdout|Stderr)',
  '|container=[a-z0-9-]{0,63}',
  '|fieldManager=[A-Za-z0-9._/%-]{0,128}',
  '|(?:labelSelector|fieldSelector)=[A-Za-z0-9._/,=!()+%~:*-]*',
  ')',
].join('')
/** A name that may stay, and a value behind it: what ends in `=` may be base64. */
const namedParameter = '^[A-Za-z][A-Za-z0-9_.-]{0,62}=[^=]'
/** From here to the next slash a path says values. */
const pathValue = '([=;#]|%3[BbDd])[^/]*'

/** For the test that compares them with the store's. */
export const uriPatterns = { keptParameter, namedParameter, pathValue } as const

const isKept = new RegExp(`^${keptParameter}$`)
const isNamed = new RegExp(namedParameter)
const pathValues = new RegExp(pathValue, 'g')
/** What follows is the address of somebody else's server. */
const proxied = /\/proxy(?:\/|$)/

export function redactedUri(uri: string): string {
  const at = uri.indexOf('?')
  const path = at === -1 ? uri : uri.slice(0, at)
  const proxy = proxied.exec(path)
  const shownPath = proxy === null ? path.replace(pathValues, `$1${dropped}`) : throughProxy(path, proxy)
  return at === -1 ? shownPath : `${shownPath}?${redactedQuery(uri.slice(at + 1), proxy !== null)}`
}

function throughProxy(path: string, { index, 0: found }: RegExpExecArray): string {
  const end = index + found.length
  return `${path.slice(0, end).replace(pathValues, `$1${dropped}`)}${end < path.length ? dropped : ''}`
}

/** Without its question mark. Of a proxied one no value stays. */
export function redactedQuery(query: string, isProxied: boolean): string {
  return query
    .split('&')
    .map((parameter) => {
      if (parameter === '' || (!isProxied && isKept.test(parameter))) return parameter
      return isNamed.test(parameter) ? `${parameter.slice(0, parameter.indexOf('='))}=${dropped}` : dropped
    })
    .join('&')
}
