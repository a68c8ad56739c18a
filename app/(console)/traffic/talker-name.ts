// What a talker is called on screen. Shortens what is long (user agents, service accounts) to the part
// people know it by, keeps the rest as a note; the full value always stays in the title.
import { isolated, visible } from '../../../components/format/name.ts'
import { agentOf, longestUserAgent, ownAgent } from '../../../domain/model/agent.ts'
import type { TalkerDimension, TalkerKey } from '../../../domain/model/talker.ts'

export interface ShownName {
  readonly name: string
  /** The less telling rest; "" when there is none. */
  readonly note: string
}

export const dimensionLabels: Record<TalkerDimension, string> = {
  userAgent: 'Client',
  agent: 'Agent',
  agentVersion: 'Version',
  user: 'Identity',
  impersonatedUser: 'Acting as',
  verb: 'Verb',
  resource: 'Resource',
  namespace: 'Namespace',
  code: 'Code',
  cluster: 'Cluster',
}

/** "1 client", "4 identities": what rows of these dimensions are. */
export const dimensionNouns: Record<TalkerDimension, readonly [one: string, many: string]> = {
  userAgent: ['client', 'clients'],
  agent: ['agent', 'agents'],
  agentVersion: ['version', 'versions'],
  user: ['identity', 'identities'],
  impersonatedUser: ['impersonated user', 'impersonated users'],
  verb: ['verb', 'verbs'],
  resource: ['resource', 'resources'],
  namespace: ['namespace', 'namespaces'],
  code: ['code', 'codes'],
  cluster: ['cluster', 'clusters'],
}

/** What an empty value of a dimension means. */
const blanks: Record<TalkerDimension, string> = {
  userAgent: 'no user agent',
  agent: 'no user agent',
  agentVersion: 'no version',
  user: 'no identity',
  impersonatedUser: 'itself',
  verb: 'no verb',
  resource: 'no resource',
  namespace: 'no namespace',
  code: 'no code',
  cluster: 'no cluster',
}

const serviceAccount = /^system:serviceaccount:([^:]+):(.+)$/

function identity(user: string): ShownName {
  const account = serviceAccount.exec(user)
  if (account) return { name: `${account[1]}/${account[2]}`, note: 'service account' }
  const node = /^system:node:(.+)$/.exec(user)
  if (node?.[1] !== undefined) return { name: node[1], note: 'node' }
  return { name: user, note: '' }
}

/**
 * "kube-controller-manager/v1.20.2 (linux/amd64) kubernetes/faecb19/leader-election" is called
 * "kube-controller-manager/v1.20.2", with the part of the program it comes from as the note; without
 * one the platform is the note.
 */
function client(userAgent: string): ShownName {
  const space = userAgent.indexOf(' ')
  if (space <= 0) return { name: userAgent, note: '' }
  const name = userAgent.slice(0, space)
  const rest = userAgent.slice(space + 1).trim()
  const part = /kubernetes\/[^/\s]+\/(\S+)$/.exec(rest)?.[1]
  if (part !== undefined) return { name, note: identity(part).name }
  return { name, note: rest.replace(/\s*kubernetes\/\S+$/, '').replace(/^\((.*)\)$/, '$1') }
}

/** "kube-controller-manager/system:serviceaccount:kube-system:node-controller": the controller is the note. */
function agent(value: string): ShownName {
  const slash = value.indexOf('/')
  if (slash <= 0) return { name: value, note: '' }
  return { name: value.slice(0, slash), note: identity(value.slice(slash + 1)).name }
}

/** A user agent of this length is the head of a longer one, or just fits: its end was not stored. */
const isCut = (dimension: TalkerDimension, value: string): boolean =>
  (dimension === 'userAgent' || dimension === 'agent') &&
  value.length >= longestUserAgent &&
  [...value].length >= longestUserAgent
const cutNote = `first ${longestUserAgent} characters`

/** Whoever looks at load sees what looking costs. */
const isOwn = (dimension: TalkerDimension, value: string): boolean =>
  (dimension === 'userAgent' || dimension === 'agent') && agentOf(value) === ownAgent

function nameOf(dimension: TalkerDimension, value: string): ShownName {
  if (value === '') return { name: blanks[dimension], note: '' }
  if (isOwn(dimension, value)) return { name: value, note: 'Periplus itself' }
  if (isCut(dimension, value)) return { name: value, note: cutNote }
  if (dimension === 'userAgent') return client(value)
  if (dimension === 'agent') return agent(value)
  if (dimension === 'user' || dimension === 'impersonatedUser') return identity(value)
  if (dimension === 'verb') return { name: value.toUpperCase(), note: '' }
  if (dimension === 'code' && value === '0') return { name: blanks.code, note: '' }
  return { name: value, note: '' }
}

export function valueName(dimension: TalkerDimension, value: string): ShownName {
  const { name, note } = nameOf(dimension, value)
  return { name: visible(name), note: visible(note) }
}

/** One line for a whole key: names joined, the first one's note kept apart. */
export function keyName(key: TalkerKey): ShownName {
  const names = Object.entries(key).map(([dimension, value]) =>
    valueName(dimension as TalkerDimension, value),
  )
  return {
    name: names.length === 1 ? (names[0]?.name ?? '') : names.map(({ name }) => isolated(name)).join(' · '),
    note: names
      .map((shown) => shown.note)
      .filter((note) => note !== '')
      .join(', '),
  }
}

/** The key in full, for titles. */
export function keyTitle(key: TalkerKey): string {
  return Object.entries(key)
    .map(
      ([dimension, value]) =>
        `${dimensionLabels[dimension as TalkerDimension]}: ${value === '' ? '(empty)' : value}`,
    )
    .join('\n')
}

/** Equal keys have equal ids, whatever order their dimensions are in. */
export function keyId(key: TalkerKey): string {
  return JSON.stringify(Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** "LIST pods" from a key that has verb and resource. */
export function callName(key: TalkerKey): string {
  const resource = key.resource === undefined ? '' : valueName('resource', key.resource).name
  return `${visible(key.verb ?? '').toUpperCase()} ${resource}`.trim()
}

/** The part of a key along some dimensions; null when it lacks one. */
export function project(key: TalkerKey, dimensions: readonly TalkerDimension[]): TalkerKey | null {
  const part: TalkerKey = {}
  for (const dimension of dimensions) {
    const value = key[dimension]
    if (value === undefined) return null
    part[dimension] = value
  }
  return part
}
