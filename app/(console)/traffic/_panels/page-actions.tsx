'use client'
// What a reader takes away from the page: its sentence with a link that shows the same tomorrow.
import { Copy } from 'lucide-react'
import { Button } from '../../../../components/ui/button.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { frozenLink, frozenWords } from '../../_frame/frozen-link.ts'
import { answerText } from '../answer.ts'
import { useTrafficView } from '../traffic-view.ts'
import { useAnswer } from './answer-line.tsx'

export function PageActions() {
  const view = useTrafficView()
  const parts = useAnswer(view)
  const toast = useToast()
  const copy = () => {
    const link = frozenLink(window.location.href, view.view.window)
    void toast.copy(
      `${answerText(parts)}\n${link}`,
      `Summary and link copied, ${frozenWords(view.view.window)}`,
    )
  }
  return (
    <Button disabled={parts.length === 0} onClick={copy}>
      <Copy size={14} aria-hidden="true" />
      Copy summary
    </Button>
  )
}
