'use client'
// The scope bar's parts and the theme switch, in one card above the columns.
import { useState } from 'react'
import { ClockBadge } from '../../../../components/shell/clock-badge.tsx'
import { CommandsProvider } from '../../../../components/shell/commands.tsx'
import { FilterChips } from '../../../../components/shell/filter-chips.tsx'
import { FreshnessButton } from '../../../../components/shell/freshness-button.tsx'
import { ScopeFacets } from '../../../../components/shell/scope-facets.tsx'
import { ScopePicker } from '../../../../components/shell/scope-picker.tsx'
import { ThemeSwitch } from '../../../../components/shell/theme-switch.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { clusters, freshness, sampleNow } from '../samples.ts'

const nothing = () => undefined
const chips = [
  { id: 'agent', label: 'Client', values: ['kubelet/v1.34.1'] },
  { id: 'code', label: 'Code', values: ['429', '500', '503'] },
]
const fresh = { ...freshness, clustersCovered: 214, stale: [] }

function ScopeChoices() {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState('')
  const options = clusters.map(({ clusterId }) => {
    return { value: clusterId, label: clusterId, count: 1, isChosen: clusterId === chosen }
  })
  return (
    <ScopeFacets
      text={text}
      onText={setText}
      hint="Find an account, region, cluster, label"
      total={214}
      isWhole={chosen === ''}
      onClear={() => setChosen('')}
      groups={[{ id: 'cluster', title: 'Clusters', options, more: 211 }]}
      onToggle={(_, value) => setChosen(value === chosen ? '' : value)}
      isBusy={false}
      face={null}
    />
  )
}

export function ShellParts() {
  return (
    <Card title="Scope bar" sub="what, how fresh, which clock">
      <div className="card-body row row-wrap">
        <ScopePicker name="All clusters" note="214 clusters" isWhole>
          <ScopeChoices />
        </ScopePicker>
        <FilterChips chips={chips} onRemove={nothing} />
        <FreshnessButton freshness={freshness} now={sampleNow} refreshing={false} onRefresh={nothing} />
        <FreshnessButton freshness={fresh} now={sampleNow} refreshing onRefresh={nothing} />
        <ClockBadge kind="fixed" now={sampleNow} />
        <ClockBadge kind="follow" now={sampleNow} />
        <CommandsProvider>
          <ThemeSwitch initial="system" />
        </CommandsProvider>
      </div>
    </Card>
  )
}
