// Where the weekly review is sent, as `deliveries` of periplus.yaml says it: every line that is wrong, and paths made
// whole. Looks into no secret.
import { type Delivery, smtpDeliverySchema, webhookDeliverySchema } from '../domain/model/review-delivery.ts'
import type { SecretPlace } from '../domain/model/source-definition.ts'
import { keyText, type Problem, problemsOf, type ReadDocument } from './config-problems.ts'

const kinds = { smtp: smtpDeliverySchema, webhook: webhookDeliverySchema } as const

function kindOf(entry: unknown): keyof typeof kinds | undefined {
  const { kind } = entry as { kind?: unknown }
  return kind === 'smtp' || kind === 'webhook' ? kind : undefined
}

export function deliveryProblems(read: ReadDocument, entries: readonly unknown[]): Problem[] {
  const found = entries.flatMap((entry, n) => entryProblems(read, entry, ['deliveries', n]))
  if (found.length > 0) return found
  const ids = entries.map((entry) => (entry as { id: string }).id)
  return ids.flatMap((id, n) => {
    const first = ids.indexOf(id)
    const path = ['deliveries', n, 'id']
    if (first === n) return []
    return [{ line: read.lineOf(path), key: keyText(path), says: `is taken by deliveries[${first}]` }]
  })
}

function entryProblems(read: ReadDocument, entry: unknown, at: (string | number)[]): Problem[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return [
      { line: read.lineOf(at), key: keyText(at), says: 'must be a map of keys, with at least id and kind' },
    ]
  }
  const kind = kindOf(entry)
  if (kind !== undefined) return problemsOf(read, kinds[kind], entry, at)
  const path = [...at, 'kind']
  const says = `${'kind' in entry ? '' : 'is missing; it '}is ${Object.keys(kinds).join(' or ')}`
  return [{ line: read.lineOf(path), key: keyText(path), says }]
}

/** What `deliveryProblems` found nothing wrong with. */
export function settledDelivery(
  entry: unknown,
  { absolute, secret }: { absolute: (path: string) => string; secret: (place: SecretPlace) => SecretPlace },
): Delivery {
  const kind = kindOf(entry) ?? 'webhook'
  const delivery: Delivery = kinds[kind].parse(entry)
  const caFile = delivery.caFile && { caFile: absolute(delivery.caFile) }
  if (delivery.kind === 'webhook') {
    const token = delivery.token && { token: secret(delivery.token) }
    return { ...delivery, url: secret(delivery.url), ...token, ...caFile }
  }
  const { auth } = delivery
  return { ...delivery, ...(auth && { auth: { ...auth, password: secret(auth.password) } }), ...caFile }
}
