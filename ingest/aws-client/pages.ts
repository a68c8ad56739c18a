// Lists that come in pages: asked for page after page until there is none, in the largest pages AWS gives.
// A list that never ends is a failure, not a full memory.
import type { AwsAction } from './closed-list.ts'
import { AwsFailure } from './failure.ts'

export const pageSize = 100
const mostPages = 2_000

export interface Page<Item> {
  readonly items: readonly Item[] | undefined
  readonly nextToken: string | undefined
}

export async function allPages<Item>(
  action: AwsAction,
  ask: (nextToken: string | undefined) => Promise<Page<Item>>,
  count: (name: string) => void,
): Promise<Item[]> {
  const items: Item[] = []
  let nextToken: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask(nextToken)
    count('pages')
    items.push(...(answer.items ?? []))
    if (!answer.nextToken) return items
    if (answer.nextToken === nextToken) throw endless(action, 'gave the same page twice')
    nextToken = answer.nextToken
  }
  throw endless(action, `has more than ${mostPages} pages`)
}

function endless(action: AwsAction, what: string): AwsFailure {
  return new AwsFailure(action, {
    kind: 'internal',
    remedy: 'none',
    code: 'EndlessList',
    says: `the list ${what}`,
  })
}
