'use client'
// What the page lists: clusters by check, or findings one by one.
import { Segmented } from '../../../../components/ui/segmented.tsx'
import type { UpgradesView } from '../upgrades-view.ts'

const options = [
  { value: 'clusters', label: 'By cluster' },
  { value: 'findings', label: 'By finding' },
] as const

export function ListSwitch({ view }: { view: UpgradesView }) {
  return (
    <Segmented
      label="List"
      value={view.params.list}
      options={options}
      onChange={(list) => void view.setParams({ list, page: null })}
    />
  )
}
