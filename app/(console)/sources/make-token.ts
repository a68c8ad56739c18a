'use client'
// Making a token is one act, whether the form asks for it or the steps to connect do: its secret is held for the
// page to show once.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '../../_trpc/client.tsx'
import { useSecret } from './secret.tsx'

export function useMakeToken(onMade: () => void) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { hold } = useSecret()
  return useMutation(
    trpc.tokens.create.mutationOptions({
      onSuccess: ({ name, clusters, token }) => {
        hold({ name, clusters, token })
        void queryClient.invalidateQueries({ queryKey: trpc.tokens.list.queryKey() })
        onMade()
      },
    }),
  )
}
