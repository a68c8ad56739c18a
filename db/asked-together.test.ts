import { expect, test } from 'vitest'
import { askedTogether } from './asked-together.ts'

/** A store whose answer is how often it was read, and what it held when that began. */
function counted() {
  const store = { reads: 0, holds: 'first' }
  const ask = (question: string) =>
    askedTogether(store, question, async () => {
      store.reads += 1
      return `${store.holds} ${question}`
    })
  return { store, ask }
}

test('equal questions of one turn are read once, others apart', async () => {
  const { store, ask } = counted()
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['first a', 'first a', 'first b'])
  expect(store.reads).toBe(2)
})

test('an answer holds all that was there when the last of them asked', async () => {
  const { store, ask } = counted()
  const early = ask('a')
  store.holds = 'second'
  expect(await Promise.all([early, ask('a')])).toEqual(['second a', 'second a'])
})

test('a question that comes while another is read is read for itself', async () => {
  const { store, ask } = counted()
  await ask('a')
  store.holds = 'second'
  expect(await ask('a')).toBe('second a')
  expect(store.reads).toBe(2)
})

test('stores are apart; a failure is told to all who asked, and not kept', async () => {
  const [one, other] = [{}, {}]
  let isAway = true
  const ask = (store: object) =>
    askedTogether(store, 'a', async () => {
      if (store === one && isAway) throw new Error('away')
      return 'here'
    })
  const told = await Promise.allSettled([ask(one), ask(one), ask(other)])
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  isAway = false
  expect(await ask(one)).toBe('here')
})
