'use client'
// What can be done with the selected clusters. The selection survives scrolling, sorting and narrowing, and is
// counted here.
import { CircleArrowUp, Columns2, Copy, X } from 'lucide-react'
import { useRef } from 'react'
import { count, plural } from '../../../../components/format/number.ts'
import { useCommands } from '../../../../components/shell/commands.tsx'
import { Button, IconButton } from '../../../../components/ui/button.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { useGo } from '../../_frame/leaving.tsx'
import { compareHref, leastCompared, mostCompared } from '../compare/compare-address.ts'
import type { FleetRow, FleetView } from '../fleet-view.ts'
import { kubeconfigCommands } from '../kubeconfig.ts'

interface BulkBarProps {
  readonly view: FleetView
  readonly rows: readonly FleetRow[]
}

/** Rows that were on screen since the page was opened: the address has ids only. */
function useSeenRows(rows: readonly FleetRow[]): (ids: readonly string[]) => FleetRow[] {
  const seen = useRef(new Map<string, FleetRow>())
  for (const row of rows) seen.current.set(row.clusterId, row)
  return (ids) => ids.flatMap((id) => seen.current.get(id) ?? [])
}

function useCompare({ params: { picked } }: FleetView): () => void {
  const go = useGo()
  const toast = useToast()
  return () => {
    if (picked.length >= leastCompared && picked.length <= mostCompared) go(compareHref(picked))
    else
      toast.say(
        `${leastCompared} to ${mostCompared} clusters are compared; ${count(picked.length)} selected. x selects a row.`,
      )
  }
}

export function BulkBar({ view, rows }: BulkBarProps) {
  const toast = useToast()
  const go = useGo()
  const rowsOf = useSeenRows(rows)
  const compare = useCompare(view)
  useCommands([
    {
      id: 'fleet.compare',
      group: 'Do',
      label: 'Compare selected clusters',
      words: 'side by side difference diff',
      keys: 'c',
      icon: Columns2,
      run: compare,
    },
  ])
  const { picked } = view.params
  if (picked.length === 0) return null
  const copy = () => {
    const commands = kubeconfigCommands(rowsOf(picked))
    const left = picked.length - commands.length
    const rest = left === 0 ? '' : `; ${plural(left, 'cluster')} not of EKS, or not on screen yet`
    if (commands.length === 0) toast.say(`No command to copy${rest}`)
    else void toast.copy(commands.join('\n'), `${plural(commands.length, 'command')} copied${rest}`)
  }
  return (
    <section className="row row-wrap bulk-bar no-print" aria-label="Selected clusters">
      <span role="status">
        <strong className="num">{count(picked.length)}</strong> selected
      </span>
      <Button size="tiny" onClick={() => go(`/upgrades?${new URLSearchParams({ cluster: picked.join() })}`)}>
        <CircleArrowUp size={12} aria-hidden="true" />
        Plan upgrade
      </Button>
      <Button size="tiny" onClick={compare}>
        <Columns2 size={12} aria-hidden="true" />
        Compare <Kbd>C</Kbd>
      </Button>
      <Button size="tiny" onClick={copy}>
        <Copy size={12} aria-hidden="true" />
        Copy kubeconfig command
      </Button>
      <IconButton label="Select none" size="tiny" kind="ghost" onClick={() => view.pick(picked, false)}>
        <X size={12} aria-hidden="true" />
      </IconButton>
    </section>
  )
}
