// Questions that come in the same turn of the event loop and ask the same share one reading: a page asks many at once,
// and each would find out the same things first. The reading begins once all of them have asked, so it is never older
// than the question; whoever comes later has a reading of its own.
import { setImmediate as endOfTurn } from 'node:timers/promises'

const waiting = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * `store` is where it is read, `question` names what is read of it, wholly: equal names get the same answer, which
 * nobody may change. A failure is everybody's.
 */
export function askedTogether<Answer>(
  store: object,
  question: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const questions = waiting.get(store) ?? new Map<string, Promise<unknown>>()
  waiting.set(store, questions)
  const known = questions.get(question)
  if (known !== undefined) return known as Promise<Answer>
  const answer = endOfTurn().then(() => {
    questions.delete(question)
    return ask()
  })
  questions.set(question, answer)
  return answer
}
