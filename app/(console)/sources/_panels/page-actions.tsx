'use client'
// The one thing to do on this page: connect a cluster.
import { Plug } from 'lucide-react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { useSourcesView } from '../sources-view.ts'

export function PageActions() {
  const view = useSourcesView()
  const open = () => void view.setParams({ connect: 'webhook' })
  useCommands([
    { id: 'connect a cluster', group: 'Do', label: 'Connect a cluster', keys: 'c', icon: Plug, run: open },
  ])
  return (
    <Button kind="primary" onClick={open}>
      <Plug size={14} aria-hidden="true" />
      Connect a cluster
    </Button>
  )
}
