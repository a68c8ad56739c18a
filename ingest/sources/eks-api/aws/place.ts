// EKS of one account in one region, asked page by page; and the region as all accounts share it.

import type { EksTuning } from '../tuning.ts'
import type { InputOf, OperationOf, OutputOf } from './closed-list.ts'
import { Gate } from './crowd.ts'
import { AwsFailure } from './failure.ts'
import { allPages, type Page, pageSize } from './pages.ts'

/** A gate to it for all accounts; closed for the round once calls in a row got no answer. */
export class Region {
  readonly #name: string
  readonly #gate: Gate
  readonly #patience: number
  #unanswered = 0

  constructor(name: string, { inFlightPerRegion, regionPatience }: EksTuning) {
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

export type AskEks = <Operation extends OperationOf<'eks'>>(
  operation: Operation,
  input: InputOf<'eks', Operation>,
) => Promise<OutputOf<'eks', Operation>>

export class Place {
  readonly accountId: string
  readonly region: string
  readonly #shared: Region
  readonly #ask: AskEks
  readonly #count: (name: string) => void

  constructor(
    at: { readonly accountId: string; readonly region: string },
    shared: Region,
    ask: AskEks,
    count: (name: string) => void,
  ) {
    this.accountId = at.accountId
    this.region = at.region
    this.#shared = shared
    this.#ask = ask
    this.#count = count
  }

  async ask<Operation extends OperationOf<'eks'>>(
    operation: Operation,
    input: InputOf<'eks', Operation>,
  ): Promise<OutputOf<'eks', Operation>> {
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
  async all<Operation extends OperationOf<'eks'>, Item>(
    operation: Operation,
    input: InputOf<'eks', Operation>,
    itemsOf: (answer: OutputOf<'eks', Operation>) => readonly Item[] | undefined,
  ): Promise<Item[]> {
    const page = async (nextToken: string | undefined): Promise<Page<Item>> => {
      const asked = Object.assign({}, input, { maxResults: pageSize }, nextToken && { nextToken })
      const answer = await this.ask(operation, asked)
      return { items: itemsOf(answer), nextToken: (answer as { nextToken?: string }).nextToken }
    }
    return await allPages(`eks:${operation}` as AwsFailure['action'], page, this.#count)
  }
}
