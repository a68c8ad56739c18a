// Looks names up for whoever connects, and refuses what the rule refuses at that very moment: a name that
// answers with one address when it is checked and another when it is used gains nothing. Sockets do not
// look literal addresses up, so those are for `refusalOfUrl`.
import { type LookupAddress, lookup as lookUpInDns } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type OutgoingRule, refusedAddress } from './address-rule.ts'

type Resolve = (
  host: string,
  options: { readonly all: true; readonly family?: number; readonly hints?: number },
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void

const resolveInDns: Resolve = (host, options, done) => lookUpInDns(host, { ...options, all: true }, done)

const familyOf = (family: number | string | undefined): number =>
  family === 'IPv6' ? 6 : family === 'IPv4' ? 4 : Number(family ?? 0)

/** For the `lookup` option of sockets and agents. One refused address among several refuses the name. */
export function guardedLookup(rule: OutgoingRule, resolve: Resolve = resolveInDns): LookupFunction {
  return (host, options, done) => {
    const { hints } = options
    const asked = {
      all: true,
      family: familyOf(options.family),
      ...(hints !== undefined && { hints }),
    } as const
    resolve(host, asked, (error, found) => {
      const [first] = error === null ? found : []
      if (first === undefined) return done(error ?? notFound(host), '')
      const why = found.map(({ address }) => rule.refusalOf(address)).find((refusal) => refusal !== undefined)
      if (why !== undefined) return done(refusedAddress(`${host} leads to ${why}`), '')
      if (options.all === true) return done(null, found)
      return done(null, first.address, first.family)
    })
  }
}

function notFound(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', hostname: host })
}
