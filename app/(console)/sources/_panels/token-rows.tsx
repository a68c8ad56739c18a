'use client'
// The tokens made here, newest first, with what may be done to those that work.
import { missing } from '../../../../components/format/number.ts'
import { dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { tokenState } from '../words.ts'
import { RevokeToken, RotateToken } from './token-actions.tsx'

export type Token = RouterOutputs['tokens']['list']['tokens'][number]

const columns = ['Name', 'Good for', 'Made', 'Last used', 'State'] as const

export function TokenRows({ tokens, now }: { tokens: readonly Token[]; now: Date }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll token-scroll" tabIndex={0} aria-label="Tokens">
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column} className={column === 'Made' ? 'col-wide' : undefined}>
                {column}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} now={now} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function goodFor({ clusters }: Token): string {
  if (clusters === 'all') return 'Every cluster'
  return clusters.length > 2 ? `${clusters.length} clusters` : clusters.join(', ')
}

function When({ at }: { at: Date | null }) {
  if (at === null) return missing
  return (
    <time dateTime={at.toISOString()} title={fullInstant(at)}>
      {dayTime(at)}
    </time>
  )
}

function TokenRow({ token, now }: { token: Token; now: Date }) {
  const state = tokenState(token, now)
  return (
    <tr>
      <th scope="row" title={token.id}>
        <span className={state.works ? 'medium' : 'muted'}>{token.name}</span>{' '}
        <span className="note mono">{token.hint}…</span>
      </th>
      <td title={token.clusters === 'all' ? undefined : token.clusters.join('\n')}>
        <span className="ellipsis cell-value">{goodFor(token)}</span>
      </td>
      <td className="secondary col-wide">
        <When at={token.createdAt} />
      </td>
      <td className="secondary">
        <When at={token.lastUsedAt} />
      </td>
      <td title={state.title}>
        <Status tone={state.tone}>{state.name}</Status>
      </td>
      <td>
        {state.works && (
          <span className="row row-tight no-print token-actions">
            {token.replacedBy === null && <RotateToken token={token} />}
            <RevokeToken token={token} />
          </span>
        )}
      </td>
    </tr>
  )
}
