// EKS of one account in one region, asked page by page; and the region as all accounts share it: it lets so
// many calls in, and is left alone for the round once calls in a row got no answer.

import type { EksTuning } from '../tuning.ts'
import type { InputOf, OperationOf, OutputOf } from './closed-list.ts'
import { Gate } from './crowd.ts'
import { AwsFailure } from './failure.ts'
import { allPages, type Page, pageSize } from './pages.ts'

export class Region {
  readonly gate: Gate
  readonly #patience: number
  #unanswered = 0

  constructor({ inFlightPerRegion, regionPatience }: EksTuning) {
    this.gate = new Gate(inFlightPerRegion)
    this.#patience = regionPatience
  }

  get isDown(): boolean {
    return this.#unanswered >= this.#patience
  }

  heard(): void {
    this.#unanswered = 0
  }

  unheard(): void {
    this.#unanswered += 1
  }
}

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
    if (this.#shared.isDown) throw this.#leftAlone(operation)
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

  #leftAlone(operation: OperationOf<'eks'>): AwsFailure {
    const says = `${this.region} is left alone for this round: it gave no answers`
    const action = `eks:${operation}` as AwsFailure['action']
    return new AwsFailure(action, { kind: 'unreachable', remedy: 'none', code: 'RegionDown', says })
  }
}
