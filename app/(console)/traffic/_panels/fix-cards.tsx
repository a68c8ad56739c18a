'use client'
// What would make the talker ask less, or hurt less, each with the arithmetic of its own numbers. Only for what its
// single requests really show; a command is there to be copied, Periplus never runs it.
import { useQuery } from '@tanstack/react-query'
import { plural } from '../../../../components/format/number.ts'
import { windowText } from '../../../../components/format/time.ts'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
import type { FixCard } from '../../../../domain/fix-cards/request-pattern.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { untilRefresh } from '../../_frame/until-refresh.ts'
import type { Question } from '../question-inputs.ts'

/** `question` is narrowed to the talker. */
export function FixCards({ question }: { readonly question: Question }) {
  const trpc = useTRPC()
  const options = trpc.traffic.fixes.queryOptions(question, untilRefresh)
  const query = useQuery(options)
  if (query.data?.clusterId === null) return null
  return (
    <section aria-label="What would help">
      <h3>What would help</h3>
      <QueryFaces query={query} queryKey={options.queryKey} what="what it asks for" name="What would help">
        {({ sample, cards, clusterId }) => (
          <>
            {cards.map((card) => (
              <Fix key={card.id} card={card} />
            ))}
            <p className="note">
              {sample === null
                ? 'Single requests of that time are not kept, so what they ask for is not known.'
                : `${cards.length === 0 ? 'Nothing that a card knows, in' : 'From'} ${plural(sample.requests, 'request')} to ${clusterId}, ${windowText(sample.from, sample.to)}.`}
            </p>
          </>
        )}
      </QueryFaces>
    </section>
  )
}

function Fix({ card }: { card: FixCard }) {
  const { title, why, arithmetic, assumptions, sources, command } = card
  return (
    <details className="fix-card">
      <summary>{title}</summary>
      <p>{why}</p>
      <dl className="facts">
        {arithmetic.map(({ label, text }, place) => (
          <div className="fact" key={text}>
            <dt>{label === arithmetic[place - 1]?.label ? '' : label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {command !== null && <CodeBox what={command.what} code={command.code} />}
      {assumptions.map((text) => (
        <p className="note" key={text}>
          Assumed: {text}
        </p>
      ))}
      <p className="note">Source: {sources.join('; ')}.</p>
    </details>
  )
}
