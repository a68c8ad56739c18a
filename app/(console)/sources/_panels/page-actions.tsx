'use client'
// The one thing to do on this page: connect a cluster.
import { Plug } from 'lucide-react'
import { useKeys } from '../../../../components/shell/keyboard.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { useSourcesView } from '../sources-view.ts'

export function PageActions() {
  const view = useSourcesView()
  const open = () => void view.setParams({ connect: 'webhook' })
  useKeys([{ keys: 'c', label: 'Connect a cluster', run: open }])
  return (
    <Button kind="primary" onClick={open}>
      <Plug size={14} aria-hidden="true" />
      Connect a cluster
    </Button>
  )
}
