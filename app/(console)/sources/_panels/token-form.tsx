'use client'
// Makes a token: a name, the clusters it is good for, and when it ends. What the server refuses is said
// under the form.
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { useServerNow } from '../../_frame/sources.tsx'
import { useMakeToken } from '../make-token.ts'

const dayMs = 86_400_000
const ends = [
  { days: 0, label: 'Never' },
  { days: 30, label: 'In 30 days' },
  { days: 90, label: 'In 90 days' },
  { days: 365, label: 'In a year' },
] as const

const idsOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter((id) => id !== ''))]

interface FormProps {
  readonly name?: string
  readonly clusters?: string
  readonly onMade: () => void
  readonly onCancel?: () => void
}

export function TokenForm({ name = '', clusters = '', onMade, onCancel }: FormProps) {
  const ids = { name: useId(), clusters: useId(), ends: useId(), note: useId() }
  const now = useServerNow()
  const make = useMakeToken(onMade)
  const [days, setDays] = useState(0)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const named = idsOf(String(form.get('clusters') ?? ''))
    const expiresAt = days === 0 || now === null ? undefined : new Date(now.getTime() + days * dayMs)
    make.mutate({
      name: String(form.get('name') ?? ''),
      clusters: named.length === 0 || named.includes('*') ? 'all' : named,
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    })
  }
  return (
    <form className="token-form" onSubmit={submit}>
      <div>
        <label className="field-label" htmlFor={ids.name}>
          Name
        </label>
        <input
          className="input"
          id={ids.name}
          name="name"
          required
          maxLength={100}
          defaultValue={name}
          autoComplete="off"
        />
      </div>
      <div>
        <label className="field-label" htmlFor={ids.clusters}>
          Good for clusters
        </label>
        <input
          className="input"
          id={ids.clusters}
          name="clusters"
          defaultValue={clusters}
          placeholder="* for every cluster"
          aria-describedby={ids.note}
          autoComplete="off"
        />
      </div>
      <div>
        <label className="field-label" htmlFor={ids.ends}>
          Ends
        </label>
        <select
          className="input"
          id={ids.ends}
          value={days}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        >
          {ends.map((end) => (
            <option key={end.days} value={end.days}>
              {end.label}
            </option>
          ))}
        </select>
      </div>
      <div className="row row-tight token-form-actions">
        <Button kind="primary" type="submit" disabled={make.isPending}>
          {make.isPending ? 'Creating' : 'Create'}
        </Button>
        {onCancel && (
          <Button kind="ghost" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
      <p className="note token-form-note" id={ids.note}>
        Cluster ids, apart by a comma or space; empty or * is every cluster, also ones not known yet.
      </p>
      {make.isError && (
        <p className="field-error token-form-note" role="alert">
          {reasonOf(make.error)}
        </p>
      )}
    </form>
  )
}
