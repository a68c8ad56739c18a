'use client'
// Rotate and revoke, each behind a layer that says what will happen: what a sender notices cannot be
// undone, so it is asked first.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RefreshCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { fullInstant } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Popover } from '../../../../components/ui/popover.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { useTRPC } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import { useSecret } from '../secret.tsx'
import type { Token } from './token-rows.tsx'

const overlaps = [
  { value: '0', label: 'Ends now' },
  { value: '60', label: '1 hour' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '7 days' },
] as const
type Overlap = (typeof overlaps)[number]['value']

function useReread() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return () => void queryClient.invalidateQueries({ queryKey: trpc.tokens.list.queryKey() })
}

function Failure({ error }: { error: unknown }) {
  if (error === null) return null
  return (
    <p className="field-error" role="alert">
      {reasonOf(error)}
    </p>
  )
}

export function RotateToken({ token }: { token: Token }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { hold } = useSecret()
  const reread = useReread()
  const [open, setOpen] = useState(false)
  const [overlap, setOverlap] = useState<Overlap>('1440')
  const rotate = useMutation(
    trpc.tokens.rotate.mutationOptions({
      onSuccess: ({ name, clusters, token: secret, previousEndsAt }) => {
        hold({ name, clusters, token: secret })
        toast.say(`Rotated. The old token works until ${fullInstant(previousEndsAt)}`)
        setOpen(false)
        reread()
      },
    }),
  )
  const trigger = (
    <Button size="tiny" aria-label={`Rotate ${token.name}`}>
      <RefreshCcw size={12} aria-hidden="true" />
      Rotate
    </Button>
  )
  return (
    <Popover
      label={`Rotate ${token.name}`}
      trigger={trigger}
      align="end"
      width={320}
      open={open}
      onOpenChange={setOpen}
    >
      <div className="popover-section token-layer">
        <p>
          Makes a new secret with the same name and clusters. The old one works for a while, so that senders
          can change one by one.
        </p>
        <Segmented label="The old token works for" value={overlap} options={overlaps} onChange={setOverlap} />
        <Failure error={rotate.error} />
        <Button
          size="small"
          kind="primary"
          disabled={rotate.isPending}
          onClick={() => rotate.mutate({ id: token.id, overlapMinutes: Number(overlap) })}
        >
          Make the new secret
        </Button>
      </div>
    </Popover>
  )
}

export function RevokeToken({ token }: { token: Token }) {
  const trpc = useTRPC()
  const toast = useToast()
  const reread = useReread()
  const [open, setOpen] = useState(false)
  const revoke = useMutation(
    trpc.tokens.revoke.mutationOptions({
      onSuccess: () => {
        toast.say(`“${token.name}” is revoked`)
        setOpen(false)
        reread()
      },
    }),
  )
  const trigger = (
    <Button size="tiny" kind="ghost" aria-label={`Revoke ${token.name}`}>
      <Trash2 size={12} aria-hidden="true" />
      Revoke
    </Button>
  )
  return (
    <Popover
      label={`Revoke ${token.name}`}
      trigger={trigger}
      align="end"
      width={280}
      open={open}
      onOpenChange={setOpen}
    >
      <div className="popover-section token-layer">
        <p>Every sender that uses it is refused from now on. This cannot be undone.</p>
        <Failure error={revoke.error} />
        <Button
          size="small"
          kind="danger"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate({ id: token.id })}
        >
          Revoke it
        </Button>
      </div>
    </Popover>
  )
}
