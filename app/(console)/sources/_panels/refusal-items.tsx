// Calls that were not taken, each with when, who and why.
import { count, duration } from '../../../../components/format/number.ts'
import { fullInstant } from '../../../../components/format/time.ts'
import type { RefusedCalls } from '../../../../domain/model/refused-calls.ts'
import { mendingOf } from '../../../../domain/model/source.ts'

function ago(at: Date, now: Date): string {
  const ms = Math.max(0, now.getTime() - at.getTime())
  return ms < 3_600_000 ? `${duration(ms)} ago` : fullInstant(at)
}

/** Who it was, as far as it is known. */
function who({ token, from, userAgent }: RefusedCalls): string {
  const named = token === null ? '' : `token “${token}”, `
  return `${named}${userAgent === '' ? 'a client without a name' : userAgent} from ${from}`
}

export function RefusalItems({ calls, now }: { calls: readonly RefusedCalls[]; now: Date }) {
  return (
    <ul className="refusals">
      {calls.map((call) => (
        <li key={`${call.status} ${call.route} ${call.reason} ${call.token}`}>
          <span className="refusal-status mono">{call.status}</span>
          <span className="refusal-words">
            <span className="medium">{call.clusterId ?? call.route}</span>{' '}
            <time className="secondary" dateTime={call.lastAt.toISOString()} title={fullInstant(call.lastAt)}>
              {ago(call.lastAt, now)}
            </time>
            {call.count > 1 && (
              <span className="secondary">
                , {count(call.count)} times since {fullInstant(call.firstAt)}
              </span>
            )}
            <span className="refusal-reason">{call.reason}</span>
            <span className="refusal-reason secondary">{mendingOf(call)}</span>
            <span className="note">{who(call)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
