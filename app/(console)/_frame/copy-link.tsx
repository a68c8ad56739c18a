'use client'
// The link to this view with its time written out, so that it shows the same tomorrow: button and command.
import { Link as LinkIcon } from 'lucide-react'
import { useCommands } from '../../../components/shell/commands.tsx'
import { Button } from '../../../components/ui/button.tsx'
import { useToast } from '../../../components/ui/toast.tsx'

interface CopyLinkProps {
  readonly freeze: (href: string) => string
  /** Of the time that stands in the link. */
  readonly words: string
}

export function CopyLink({ freeze, words }: CopyLinkProps) {
  const toast = useToast()
  const copy = () => void toast.copy(freeze(window.location.href), `Link copied, ${words}`)
  useCommands([
    {
      id: 'view.link',
      group: 'Do',
      label: 'Copy link',
      words: 'share',
      keys: 'y',
      icon: LinkIcon,
      run: copy,
    },
  ])
  return (
    <Button size="small" aria-label="Copy link" onClick={copy}>
      <LinkIcon size={14} aria-hidden="true" />
      <span className="where-wide">Copy link</span>
    </Button>
  )
}
