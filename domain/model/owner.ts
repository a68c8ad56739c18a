// Who answers for a thing. Until an owner rule matches, that is nobody, and the product says so.
export interface Owner {
  readonly id: string
  readonly name: string
  readonly contact: string | null
}

export const unowned: Owner = { id: 'unowned', name: 'unowned', contact: null }
