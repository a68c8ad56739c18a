// Days of the week as addresses and questions spell them. Apart from maintenance.ts, because pages share them and must
// not carry a validator to every browser.
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof weekdays)[number]
