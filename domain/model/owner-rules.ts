// Whose is it? Rules of `periplus.yaml` (`owners:`) over labels, tags and accounts, answered with an Owner.
// Evaluated whenever a question is asked, with today's rules; what was captured keeps what it said.
import { z } from 'zod'
import { type Owner, unowned } from './owner.ts'

/** Where an owner may be written, the most specific first: what stands earlier wins. */
export const ownerPlaces = [
  'workload-label',
  'namespace-label',
  'node-group-tag',
  'cluster-tag',
  'account',
] as const

const text = z.string().min(1).max(317)
const contact = z.string().min(1).max(500)

const ownerSchema = z.strictObject({
  id: z.string().min(1).max(100),
  /** Absent: its id. */
  name: z.string().min(1).max(200).optional(),
  /** An address, a channel, a page: whatever people are reached by. */
  contact: contact.optional(),
})

const values = z.array(z.string().min(1).max(256)).min(1).max(1_000)

/** Any value of the label is the owner's id, unless `values` says which ones and `owner` whose they are. */
const labelRuleSchema = z
  .strictObject({
    on: z.enum(['workload-label', 'namespace-label', 'node-group-tag', 'cluster-tag']),
    key: text,
    values: values.optional(),
    owner: ownerSchema.optional(),
  })
  .refine((rule) => rule.owner === undefined || rule.values !== undefined, {
    message: 'a rule that names an owner says for which values; leave out the owner to take the value itself',
  })

const accountRuleSchema = z.strictObject({
  on: z.literal('account'),
  values,
  owner: ownerSchema,
})

const ownerRuleSchema = z.union([labelRuleSchema, accountRuleSchema])
export type OwnerRule = z.infer<typeof ownerRuleSchema>

/** `owners:` of `periplus.yaml`. */
export const ownerRulesSchema = z
  .array(ownerRuleSchema)
  .max(5_000)
  .superRefine((rules, context) => {
    const seen = new Map<string, string>()
    for (const [index, { owner }] of rules.entries()) {
      if (owner === undefined) continue
      if (owner.id === unowned.id) {
        context.addIssue({
          code: 'custom',
          path: [index, 'owner', 'id'],
          message: `"${unowned.id}" is nobody`,
        })
      }
      // Said in full once and by its id elsewhere, or the same each time.
      if (owner.name === undefined && owner.contact === undefined) continue
      const said = JSON.stringify([owner.name ?? null, owner.contact ?? null])
      if ((seen.get(owner.id) ?? said) !== said) {
        const message = `owner "${owner.id}" has another name or contact in an earlier rule`
        context.addIssue({ code: 'custom', path: [index, 'owner'], message })
      }
      seen.set(owner.id, said)
    }
  })

/** What is known of a thing; what is absent matches no rule. */
export interface Ownable {
  readonly workloadLabels?: Readonly<Record<string, string>>
  readonly namespaceLabels?: Readonly<Record<string, string>>
  readonly nodeGroupTags?: Readonly<Record<string, string>>
  readonly clusterTags?: Readonly<Record<string, string>>
  readonly accountId?: string | null
}

export interface OwnerRules {
  ownerOf(thing: Ownable): Owner
  /** Those that rules name, sorted by id; owners that only labels name are not among them. */
  readonly named: readonly Owner[]
}

/** First match wins: by place, from the workload's labels to the account, and within a place in their order. */
export function ownerRules(rules: readonly OwnerRule[]): OwnerRules {
  const named = new Map<string, Owner>()
  for (const { owner } of rules) {
    if (owner === undefined) continue
    const before = named.get(owner.id)
    named.set(owner.id, {
      id: owner.id,
      name: owner.name ?? before?.name ?? owner.id,
      contact: owner.contact ?? before?.contact ?? null,
    })
  }
  const inOrder = ownerPlaces.flatMap((place) => rules.filter(({ on }) => on === place))
  const known = (id: string): Owner => named.get(id) ?? { id, name: id, contact: null }
  return {
    named: [...named.values()].sort((left, right) => (left.id < right.id ? -1 : 1)),
    ownerOf: (thing) => {
      for (const rule of inOrder) {
        const said = saidAt(rule, thing)
        if (!said || (rule.values !== undefined && !rule.values.includes(said))) continue
        const id = rule.owner?.id ?? said
        if (id !== unowned.id) return known(id)
      }
      return unowned
    },
  }
}

function saidAt(rule: OwnerRule, thing: Ownable): string | null | undefined {
  if (rule.on === 'account') return thing.accountId
  const said: Record<typeof rule.on, Readonly<Record<string, string>> | undefined> = {
    'workload-label': thing.workloadLabels,
    'namespace-label': thing.namespaceLabels,
    'node-group-tag': thing.nodeGroupTags,
    'cluster-tag': thing.clusterTags,
  }
  const labels = said[rule.on]
  return labels !== undefined && Object.hasOwn(labels, rule.key) ? labels[rule.key] : undefined
}
