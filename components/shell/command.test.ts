import { describe, expect, it } from 'vitest'
import { type Command, keyBindings, keyCaps, latestOffers } from './command.ts'

const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  group: 'Do',
  label: id,
  run: () => undefined,
  ...more,
})

describe('the registry', () => {
  it('holds one offer an id, the latest, where the first stood', () => {
    const offers = latestOffers([
      command('a', { label: 'old' }),
      command('b'),
      command('a', { label: 'new' }),
    ])
    expect(offers).toMatchObject([{ id: 'a', label: 'new' }, { id: 'b' }])
  })

  it('gives each key to one command, the latest that wants it', () => {
    const bindings = keyBindings([
      command('one', { keys: 's' }),
      command('none'),
      command('two', { keys: 's' }),
      { id: 'text', group: 'Do', forText: (text) => ({ label: text, run: () => undefined }) },
    ])
    expect(bindings.map(({ keys, label }) => [keys, label])).toEqual([['s', 'two']])
  })

  it('lists keys group by group', () => {
    const bindings = keyBindings([
      command('last hour', { keys: '2', group: 'Time' }),
      command('copy', { keys: 'y' }),
      command('traffic', { keys: 'g t', group: 'Go to' }),
    ])
    expect(bindings.map(({ keys }) => keys)).toEqual(['g t', 'y', '2'])
  })
})

describe('caps of a keyboard', () => {
  it.each([
    ['mod+k', true, ['⌘', 'K']],
    ['mod+k', false, ['Ctrl', 'K']],
    ['g t', false, ['g', 't']],
    ['?', true, ['?']],
  ])('%s, on a Mac: %s', (keys, mac, caps) => {
    expect(keyCaps(keys, mac)).toEqual(caps)
  })
})
