// One service of one account in one region, asked page by page; and the region as all accounts share it.

import type { InputOf, OperationOf, OutputOf } from './closed-list.ts'
import { Gate } from './crowd.ts'
import { AwsFailure } from './failure.ts'
import { allPages, type Page, pageSize } from './pages.ts'
import type { AwsTuning } from './tuning.ts'

/** A gate to it for all accounts; closed for the round once calls in a row got no answer. */
export class Region {
  readonly #name: string
  readonly #gate: Gate
  readonly #patience: number
  #unanswered = 0

  constructor(name: string, { inFlightPerRegion, regionPatience }: AwsTuning) {
    this.#name = name
    this.#gate = new Gate(inFlightPerRegion)
    this.#patience = regionPatience
  }

  async run<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    return await this.#gate.run(() => {
      // Asked when its turn has come: whoever waited while it fell silent does not wait for it too.
      if (this.#unanswered < this.#patience) return work()
      const says = `${this.#name} is left alone for this round: it gave no answers`
      return Promise.reject(Object.assign(new Error(says), { name: regionDown }))
    })
  }

  heard(): void {
    this.#unanswered = 0
  }

  unheard(): void {
    this.#unanswered += 1
  }
}

/** The code of a failure of a region that is left alone. */
export const regionDown = 'RegionDown'

/** Services that are asked in each region. */
export type RegionalService = 'backup' | 'eks' | 'logs'

export type AskRegion<Service extends RegionalService> = <Operation extends OperationOf<Service>>(
  operation: Operation,
  input: InputOf<Service, Operation>,
) => Promise<OutputOf<Service, Operation>>

/** The largest pages each gives, and what it calls the next one: in its own words. */
const pagesOf: Readonly<Record<RegionalService, { size: object; token: string }>> = {
  backup: { size: { MaxResults: 1_000 }, token: 'NextToken' },
  eks: { size: { maxResults: pageSize }, token: 'nextToken' },
  logs: { size: { limit: 50 }, token: 'nextToken' },
}

export class Place<Service extends RegionalService = 'eks'> {
  readonly service: Service
  readonly accountId: string
  readonly region: string
  readonly #shared: Region
  readonly #ask: AskRegion<Service>
  readonly #count: (name: string) => void

  constructor(
    at: { readonly service: Service; readonly accountId: string; readonly region: string },
    shared: Region,
    ask: AskRegion<Service>,
    count: (name: string) => void,
  ) {
    this.service = at.service
    this.accountId = at.accountId
    this.region = at.region
    this.#shared = shared
    this.#ask = ask
    this.#count = count
  }

  async ask<Operation extends OperationOf<Service>>(
    operation: Operation,
    input: InputOf<Service, Operation>,
  ): Promise<OutputOf<Service, Operation>> {
    try {
      const answer = await this.#ask(operation, input)
      this.#shared.heard()
      return answer
    } catch (error) {
      if (error instanceof AwsFailure && error.kind === 'unreachable') this.#shared.unheard()
      throw error
    }
  }

  /** All pages of a list. */
  async all<Operation extends OperationOf<Service>, Item>(
    operation: Operation,
    input: InputOf<Service, Operation>,
    itemsOf: (answer: OutputOf<Service, Operation>) => readonly Item[] | undefined,
  ): Promise<Item[]> {
    const { size, token } = pagesOf[this.service]
    const page = async (next: string | undefined): Promise<Page<Item>> => {
      const asked = Object.assign({}, input, size, next && { [token]: next })
      const answer = await this.ask(operation, asked)
      return { items: itemsOf(answer), nextToken: (answer as Record<string, string | undefined>)[token] }
    }
    return await allPages(`${this.service}:${operation}` as AwsFailure['action'], page, this.#count)
  }
}
