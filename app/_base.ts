// Paths of this server as a browser must ask for them: below the base path the server was started with.
// Links and the router know it by themselves; this is for addresses written out.
import { addBasePath } from 'next/dist/client/add-base-path.js'

/** `/api/trpc` → `/periplus/api/trpc` behind a proxy that shows us there. */
export const withBase = (path: string): string => addBasePath(path)

/** `/periplus`, or nothing. */
export const base = (): string => withBase('/').replace(/\/$/, '')

/** `/periplus/fleet` → `/fleet`: a place of this server as links and the router name it. */
export const withoutBase = (path: string): string => path.slice(base().length) || '/'
