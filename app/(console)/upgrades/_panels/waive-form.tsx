'use client'
// Accepts a finding until a day, with a reason, in the viewer's name; and ends that early. Both are told at once in
// every list of the page.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { longestWaiverDays } from '../../../../domain/model/finding-waiver.ts'
import { useTRPC } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'

const dayMs = 86_400_000
const usualDays = 30

const dayIn = (now: Date, days: number): string =>
  new Date(now.getTime() + days * dayMs).toISOString().slice(0, 10)

function useToldEverywhere() {
  const client = useQueryClient()
  const trpc = useTRPC()
  return () => client.invalidateQueries({ queryKey: trpc.upgrades.pathKey() })
}

interface WaiveFormProps {
  readonly findingId: string
  readonly now: Date
  readonly onDone: () => void
}

export function WaiveForm({ findingId, now, onDone }: WaiveFormProps) {
  const toast = useToast()
  const tell = useToldEverywhere()
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState(dayIn(now, usualDays))
  const waive = useMutation(
    useTRPC().upgrades.waive.mutationOptions({
      onSuccess: async () => {
        toast.say(`Accepted until ${until}`)
        onDone()
        await tell()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    waive.mutate({ findingId, reason: reason.trim(), expiresAt: `${until}T00:00:00Z` })
  }
  return (
    <form className="waive-form" aria-label="Accept this finding" onSubmit={submit}>
      <label>
        <span className="field-label">Reason</span>
        <input
          className="input"
          required
          maxLength={1_000}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <label>
        <span className="field-label">Counts again from (UTC), at most {longestWaiverDays} days on</span>
        <input
          className="input"
          type="date"
          required
          min={dayIn(now, 1)}
          max={dayIn(now, longestWaiverDays)}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </label>
      {waive.isError && (
        <p className="field-error" role="alert">
          {reasonOf(waive.error)}
        </p>
      )}
      <Button
        type="submit"
        size="small"
        kind="primary"
        disabled={reason.trim() === '' || until === '' || waive.isPending}
      >
        Accept
      </Button>
    </form>
  )
}

export function EndWaiver({ id }: { id: string }) {
  const toast = useToast()
  const tell = useToldEverywhere()
  const end = useMutation(
    useTRPC().upgrades.endWaiver.mutationOptions({
      onSuccess: async () => {
        toast.say('It counts again')
        await tell()
      },
      onError: (error) => toast.fail(`It is still accepted. ${reasonOf(error)}`),
    }),
  )
  return (
    <Button size="tiny" disabled={end.isPending} onClick={() => end.mutate({ id })}>
      Stop accepting
    </Button>
  )
}
