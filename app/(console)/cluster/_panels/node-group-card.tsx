'use client'
// Node groups as the provider lists them: image, instance types, version, size, state.
import { statusTone } from '../../../../components/format/cluster-words.ts'
import { count, missing } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { WholeCluster } from '../cluster-view.ts'

type NodeGroup = WholeCluster['parts']['node-group'][number]

export function NodeGroupCard({ cluster }: { cluster: WholeCluster }) {
  const groups = cluster.parts['node-group']
  return (
    <Card title="Node groups" {...(groups.length > 0 && { sub: count(groups.length) })}>
      {groups.length === 0 ? (
        <EmptyFace title="No managed node groups">
          {cluster.partTotals['node-group'] === undefined
            ? 'They come from the EKS API; no source that reads it speaks of this cluster.'
            : 'Its nodes come another way: Auto Mode, Karpenter, Fargate or by hand.'}
        </EmptyFace>
      ) : (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Node group</th>
                <th scope="col">Version</th>
                <th scope="col">Image</th>
                <th scope="col">Instance types</th>
                <th scope="col">Capacity</th>
                <th scope="col" className="num">
                  Size
                </th>
                <th scope="col" className="num">
                  Bounds
                </th>
                <th scope="col">Repair</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <GroupRow key={group.name} group={group} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

function GroupRow({ group: { name, facts } }: { group: NodeGroup }) {
  const repair = facts.nodeRepair === null ? missing : facts.nodeRepair ? 'on' : 'off'
  const [issue] = facts.health
  return (
    <tr>
      <th scope="row">{name}</th>
      <td title={facts.releaseVersion ?? undefined}>{facts.version ?? missing}</td>
      <td className="secondary">{facts.amiType ?? missing}</td>
      <td className="secondary ellipsis" title={facts.instanceTypes.join(', ')}>
        {facts.instanceTypes.slice(0, 2).join(', ') || missing}
        {facts.instanceTypes.length > 2 && ` and ${facts.instanceTypes.length - 2} more`}
      </td>
      <td className="secondary">{facts.capacityType?.replaceAll('_', ' ').toLowerCase() ?? missing}</td>
      <td className="num">{count(facts.desiredSize)}</td>
      <td className="num secondary">
        {count(facts.minSize)}–{count(facts.maxSize)}
      </td>
      <td className="secondary">{repair}</td>
      <td title={facts.health.map(({ message }) => message).join('\n') || undefined}>
        {facts.status === null ? (
          missing
        ) : (
          <Status tone={issue === undefined ? statusTone(facts.status) : 'crit'}>
            {issue?.code ?? facts.status}
          </Status>
        )}
      </td>
    </tr>
  )
}
