// A view somebody saved: a name, a screen and the screen's state as it stands in the address. Checked by
// saved-view-input.ts, apart because pages must not carry a validator to every browser.

export const longestViewName = 80
export const longestViewQuery = 4_000

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly screen: string
  readonly query: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Its address on this installation. */
export function viewAddress({ screen, query }: Pick<SavedView, 'screen' | 'query'>): string {
  return `/${screen}${query === '' ? '' : `?${query}`}`
}
