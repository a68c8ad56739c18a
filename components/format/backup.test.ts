import { expect, it } from 'vitest'
import { backupText, backupTitle, backupWords } from './backup.ts'

const now = new Date('2026-03-10T12:00:00Z')
const knownAt = new Date('2026-03-10T11:58:00Z')
const none = { isProtected: null, lastBackupAt: null, knownAt: null, unknownWhy: null }

it.each([
  ['nobody asked', none, null, undefined],
  ['refused', { ...none, unknownWhy: 'AccessDenied' }, null, /^Backup not known: AccessDenied\.$/],
  [
    'refused by now',
    { ...none, knownAt, unknownWhy: 'AccessDenied' },
    null,
    /AccessDenied\. AWS Backup last answered at .*11:58/,
  ],
  ['none', { ...none, isProtected: false, knownAt }, 'Not protected', /does not list it .* as of .*11:58/],
  ['without a time', { ...none, isProtected: true, knownAt }, 'Protected', /does not say when, as of/],
  [
    'backed up',
    { ...none, isProtected: true, lastBackupAt: new Date('2026-03-10T09:00:00Z'), knownAt },
    '3 h ago',
    /^Backed up by AWS Backup, last at .*09:00.*, as of .*11:58/,
  ],
  [
    'by a clock that is ahead',
    { ...none, isProtected: true, lastBackupAt: new Date('2026-03-10T12:00:30Z'), knownAt },
    '0 s ago',
    /last at/,
  ],
] as const)('%s', (_, backup, text, title) => {
  expect(backupText(backup, now)).toBe(text)
  if (title === undefined) expect(backupTitle(backup)).toBeUndefined()
  else expect(backupTitle(backup)).toMatch(title)
})

it('what is not known is neither', () => {
  expect([true, false, null].map(backupWords)).toEqual(['Backed up', 'Not backed up', 'Backup not known'])
})
