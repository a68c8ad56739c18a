import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Command, CommandGroup, Offer } from './command.ts'
import { matchOf, rankCommands } from './command-ranking.ts'

const command = (label: string, more: Partial<Command> = {}): Command => ({
  id: label,
  group: 'Do',
  label,
  run: () => undefined,
  ...more,
})

/** "[ads]-serving" with what is bold in brackets; null when it does not match. */
function bold(label: string, text: string, more = ''): string | null {
  const match = matchOf(label, more, text)
  if (match === null) return null
  let shown = ''
  let at = 0
  for (const [from, to] of match.spans) {
    shown += `${label.slice(at, from)}[${label.slice(from, to)}]`
    at = to
  }
  return shown + label.slice(at)
}

const best = (offers: readonly Offer[], text: string) =>
  rankCommands(offers, text).flatMap(({ items }) => items.map((item) => item.command.label))

describe('what matches, and what of it is drawn bold', () => {
  it.each([
    ['ads-serving-euw1', 'ads euw', '[ads]-serving-[euw]1'],
    ['ads-serving-euw1', 'euw ads', '[ads]-serving-[euw]1'],
    ['API traffic', 'api', '[API] traffic'],
    ['API traffic', 'traf', 'API [traf]fic'],
    ['API traffic', 'apt', '[AP]I [t]raffic'],
    ['API traffic', 'ffi', 'API tra[ffi]c'],
    ['Copy link', 'cl', '[C]opy [l]ink'],
    ['Copy link', '', 'Copy link'],
    ['Copy link', '   ', 'Copy link'],
    ['Copy link', 'copy copying', null],
    ['Copy link', 'knil', null],
    ['Copy link', 'oi', null],
    ['aab-abc', 'aabc', '[a]ab-[abc]'],
    ['Straße 1', 'straße', '[Straße] 1'],
  ])('%s, typed "%s": %s', (label, text, expected) => {
    expect(bold(label, text)).toBe(expected)
  })

  it('finds by other words too, with nothing bold', () => {
    expect(bold('Theme: Dark', 'night', 'night black')).toBe('Theme: Dark')
    expect(bold('Theme: Dark', 'night', '')).toBeNull()
  })

  it('ends soon on names made to make it search for ever', () => {
    expect(matchOf('a-'.repeat(4_000), '', 'aaaaaaaaaaab')).toBeNull()
    expect(matchOf('x'.repeat(100_000), '', `y${'x'.repeat(5_000)}`)).toBeNull()
  })

  it('draws spans in order, inside the label, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40, unit: 'grapheme' }),
        fc.string({ maxLength: 20 }),
        (label, text) => {
          let end = 0
          for (const [from, to] of matchOf(label, '', text)?.spans ?? []) {
            expect(from).toBeGreaterThanOrEqual(end)
            expect(to).toBeGreaterThan(from)
            end = to
          }
          expect(end).toBeLessThanOrEqual(label.length)
        },
      ),
    )
  })

  it('finds every label by any part of it', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9][a-z0-9 .-]{0,20}$/),
        fc.nat(),
        fc.nat(),
        (label, one, other) => {
          const text = label.slice(Math.min(one % label.length, other % label.length), Math.max(one, other))
          expect(matchOf(label, '', text)).not.toBeNull()
        },
      ),
    )
  })
})

describe('the order', () => {
  it('is start of label, start of a word, inside, other words, first letters', () => {
    const offers = [
      command('Copy old page'),
      command('Theme', { words: 'copier' }),
      command('Photocopy'),
      command('Make a copy'),
      command('Copy'),
    ]
    expect(best(offers, 'copy')).toEqual(['Copy', 'Copy old page', 'Make a copy', 'Photocopy'])
    expect(best(offers, 'cop')).toEqual(['Copy old page', 'Copy', 'Make a copy', 'Photocopy', 'Theme'])
    expect(best(offers, 'mac')).toEqual(['Make a copy'])
  })

  it('keeps the order of equals, and of everything when nothing is typed', () => {
    const offers = [command('b one'), command('a one'), command('c one')]
    expect(best(offers, 'one')).toEqual(['b one', 'a one', 'c one'])
    expect(best(offers, '')).toEqual(['b one', 'a one', 'c one'])
  })

  it('puts the group with the best match first, and the given order among equals', () => {
    const of = (group: CommandGroup, label: string) => command(label, { group })
    const offers = [of('Time', 'Last 1 hour'), of('Go to', 'Slow lasts'), of('Clusters', 'at-last')]
    expect(rankCommands(offers, 'last').map(({ group }) => group)).toEqual(['Time', 'Clusters', 'Go to'])
    expect(rankCommands(offers, '').map(({ group }) => group)).toEqual(['Clusters', 'Go to', 'Time'])
  })

  it('lists eight of a group and counts the rest', () => {
    const offers = Array.from({ length: 11 }, (_, index) => command(`cluster-${index}`))
    const [group] = rankCommands(offers, 'cluster')
    expect([group?.items.length, group?.left]).toEqual([8, 3])
    expect(rankCommands(offers, '')[0]?.left).toBe(0)
  })
})

describe('what is offered when', () => {
  const offers: Offer[] = [
    command('Next row', { offered: 'keys' }),
    command('kubelet', { offered: 'search' }),
    { id: 'find', group: 'Do', forText: (text) => ({ label: `Find “${text}”`, run: () => undefined }) },
  ]

  it('shows keys never, names once something is typed, and what takes any text always last', () => {
    expect(best(offers, '')).toEqual([])
    expect(best(offers, 'row')).toEqual(['Find “row”'])
    expect(best(offers, ' kube ')).toEqual(['kubelet', 'Find “kube”'])
  })
})
