'use client'
// The tabs that are tables of objects: nodes, workloads by kind, pods.
import type { ClusterView } from '../cluster-view.ts'
import { workloadKinds } from '../search-params.ts'
import { ObjectTable } from './object-table.tsx'

interface TabProps {
  readonly view: ClusterView
  readonly now: Date
}

export function NodesTab(props: TabProps) {
  return <ObjectTable title="Nodes" kind="Node" phases={['Ready', 'NotReady', 'Unknown']} {...props} />
}

export function PodsTab(props: TabProps) {
  return (
    <ObjectTable
      title="Pods"
      kind="Pod"
      phases={['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']}
      {...props}
    />
  )
}

export function WorkloadsTab(props: TabProps) {
  const { view } = props
  return (
    <ObjectTable
      title="Workloads"
      kind={view.params.kind}
      choice={
        <select
          className="input input-small"
          aria-label="Kind"
          value={view.params.kind}
          onChange={(event) => {
            const kind = workloadKinds.find((known) => known === event.currentTarget.value)
            void view.setParams({ kind: kind ?? null, find: null, page: null })
          }}
        >
          {workloadKinds.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
      }
      {...props}
    />
  )
}
