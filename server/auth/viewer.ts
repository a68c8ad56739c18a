// Who is asking, and what that person may do. Today there is one viewer: the admin of the open mode,
// which exists only while the server listens on loopback. Knows roles and grants, not sessions.
import type { ClusterId } from '../../domain/model/cluster-id.ts'

export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Viewer {
  readonly name: string
  readonly role: Role
  /** What this person may see at all; narrowing by a question happens inside it. */
  readonly clusters: 'all' | readonly ClusterId[]
  readonly namespaces: 'all' | readonly string[]
}

/** Whoever sits at this machine. Listening beyond loopback is refused while this is all there is. */
export const openViewer: Viewer = { name: 'local', role: 'admin', clusters: 'all', namespaces: 'all' }

/** A role may do everything the roles before it may. */
export function mayAct(viewer: Viewer, needed: Role): boolean {
  return roles.indexOf(viewer.role) >= roles.indexOf(needed)
}
