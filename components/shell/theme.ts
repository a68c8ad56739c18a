// The three themes and the cookie that remembers the choice.
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const themeCookie = 'periplus-theme'
