'use client'
// Copying that confirms in place: what was copied last, for as long as it is the same text.
import { useState } from 'react'
import { useToast } from '../../../components/ui/toast.tsx'

export function useCopied() {
  const toast = useToast()
  const [copied, setCopied] = useState<string | null>(null)
  return {
    isCopied: (text: string): boolean => copied === text,
    copy: async (text: string, done: string): Promise<void> => {
      setCopied((await toast.copy(text, done)) ? text : null)
    },
  }
}
