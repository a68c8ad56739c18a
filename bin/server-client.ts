// How commands reach a running server: its public HTTP faces only. Finds it by --url, else by the address
// that the server or the demo left beside its stores, else by HOST and PORT.
import { createTRPCClient, httpLink, type TRPCClient, TRPCClientError } from '@trpc/client'
import superjson from 'superjson'
import { findAddress } from '../server/address.ts'
import { demoFolder } from '../server/data-folder.ts'
import { readSettings } from '../server/env.ts'
import { urlOf } from '../server/http/listen.ts'
import type { AppRouter } from '../server/root.ts'
import { CommandError } from './command.ts'

const answerWithinMs = 30_000

/** Base URL without a trailing slash. */
export async function serverUrl(given: string | undefined): Promise<string> {
  if (given !== undefined) {
    if (!/^https?:\/\//.test(given) || !URL.canParse(given)) {
      throw new CommandError(`--url must be the http(s) address of a running server, not "${given}"`, 2)
    }
    return given.replace(/\/+$/, '')
  }
  const { dataDir, storesDir, host, port } = readSettings()
  const left = (await findAddress(storesDir)) ?? (await findAddress(demoFolder(dataDir)))
  return left ?? urlOf(host, port ?? 3_000)
}

export function procedures(url: string, withinMs = answerWithinMs): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        fetch: (input, init) =>
          fetch(input, { ...init, signal: AbortSignal.timeout(withinMs) } as RequestInit),
      }),
    ],
  })
}

/** Failures of a call in words for a person at a terminal. */
export function inWords(error: unknown, url: string): CommandError {
  if (error instanceof CommandError) return error
  if (error instanceof TRPCClientError && error.data?.requestId !== undefined) {
    return new CommandError(`the server refused: ${error.message} (request ${error.data.requestId})`)
  }
  const cause = error instanceof Error ? error.cause : undefined
  const detail =
    cause instanceof Error && cause.message !== '' ? cause.message : String((error as Error).message)
  return new CommandError(
    `no Periplus answers at ${url} (${detail}).\nStart it with "npm start" or "periplus serve", or say where it is with --url.`,
  )
}
