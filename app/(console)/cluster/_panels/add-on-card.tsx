'use client'
// Add-ons with what is installed, what the catalogue lists for this version, and how far behind that is.
import { statusTone } from '../../../../components/format/cluster-words.ts'
import { count, missing } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { EmptyFace } from '../../../../components/ui/faces.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { WholeCluster } from '../cluster-view.ts'

type AddOn = WholeCluster['parts']['add-on'][number]

const isUnwell = ({ facts }: AddOn): boolean =>
  facts.health.length > 0 || (facts.status !== null && statusTone(facts.status) === 'crit')

/** Unwell first, then the furthest behind. */
const rank = (addOn: AddOn): number => (isUnwell(addOn) ? 1_000_000 : 0) + (addOn.facts.versionsBehind ?? 0)

export function AddOnCard({ cluster, most }: { cluster: WholeCluster; most?: number }) {
  const all = [...cluster.parts['add-on']].sort((left, right) => rank(right) - rank(left))
  const behind = all.filter(({ facts }) => (facts.versionsBehind ?? 0) > 0).length
  return (
    <Card title="Add-ons" {...(all.length > 0 && { sub: `${count(behind)} of ${count(all.length)} behind` })}>
      {all.length === 0 ? (
        <EmptyFace
          title={cluster.partTotals['add-on'] === undefined ? 'No add-ons were read' : 'No managed add-ons'}
        >
          {cluster.partTotals['add-on'] === undefined
            ? 'They come from the EKS API; no source that reads it speaks of this cluster.'
            : 'What runs in it is installed another way.'}
        </EmptyFace>
      ) : (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Add-on</th>
                <th scope="col">Installed</th>
                <th scope="col" title={`For ${cluster.row.version ?? 'its version'}`}>
                  Latest
                </th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {all.slice(0, most).map((addOn) => (
                <tr key={addOn.name}>
                  <th scope="row">{addOn.name}</th>
                  <td>{shortVersion(addOn.facts.version)}</td>
                  <td className="secondary">{shortVersion(addOn.facts.latestVersion)}</td>
                  <td title={addOn.facts.health.map(({ message }) => message).join('\n') || undefined}>
                    <State addOn={addOn} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

/** "v1.18.1-eksbuild.3" → "1.18.1-3". */
const shortVersion = (version: string | null): string =>
  version === null ? missing : version.replace(/^v/, '').replace('eksbuild.', '')

function State({ addOn }: { addOn: AddOn }) {
  const { status, versionsBehind, health } = addOn.facts
  if (isUnwell(addOn)) return <Status tone="crit">{health[0]?.code ?? status}</Status>
  if (versionsBehind === null) return <Status tone="unk">{status ?? 'Not known'}</Status>
  if (versionsBehind === 0) return <Status tone="ok">Current</Status>
  return <Status tone="warn">{count(versionsBehind)} behind</Status>
}
