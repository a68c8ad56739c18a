'use client'
// What a person wants to know of any cluster, in one line of facts. A fact nobody told is a dash.
import type { ReactNode } from 'react'
import { backupText, backupTitle } from '../../../../components/format/backup.ts'
import { computeWord, tierWord } from '../../../../components/format/cluster-words.ts'
import { count, missing } from '../../../../components/format/number.ts'
import { Status } from '../../../../components/ui/status.tsx'
import { useClusterView, useWholeCluster, type WholeCluster } from '../cluster-view.ts'

const yearMs = 365 * 86_400_000

/** The year is said where the day alone could be another one's. */
const day = (at: Date, now: Date): string =>
  at.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(Math.abs(at.getTime() - now.getTime()) > yearMs && { year: 'numeric' }),
    timeZone: 'UTC',
  })

export function FactStrip() {
  const { data } = useWholeCluster(useClusterView()).query
  if (data === undefined) return null
  const { row } = data
  return (
    <dl className="card fact-strip">
      <Fact name="Account" value={row.accountName ?? row.accountId} note={row.accountName && row.accountId} />
      <Fact name="Region" value={row.region} note={null} />
      <VersionFact cluster={data} />
      <Fact name="Control plane" value={row.tier && tierWord(row.tier)} note={feeNote(data)} />
      <Fact
        name="Compute"
        value={row.compute.map((kind) => computeWord(kind)).join(', ') || null}
        note={row.nodes === null ? null : `${count(row.nodes)} nodes`}
      />
      <Fact name="Owner" value={row.owner.name} note={row.owner.contact} />
      <Fact name="Deletion protection" value={protection(row.deletionProtection)} note={null} />
      <BackupFact cluster={data} />
      <Fact name="API endpoint" value={endpointText(data)} note={null} />
    </dl>
  )
}

function feeNote({ row }: WholeCluster): string | null {
  return row.feeMicroUsdPerHour === null ? null : `$${(row.feeMicroUsdPerHour / 1e6).toFixed(2)}/h`
}

function protection(isOn: boolean | null): ReactNode {
  if (isOn === null) return null
  return <Status tone={isOn ? 'ok' : 'warn'}>{isOn ? 'On' : 'Off'}</Status>
}

/** What is not known says why where somebody points at it. */
function BackupFact({ cluster: { row, now } }: { cluster: WholeCluster }) {
  const { backup } = row
  const { isProtected, lastBackupAt } = backup
  const age = isProtected && lastBackupAt !== null ? `, ${backupText(backup, now)}` : ''
  return (
    <div title={backupTitle(backup)}>
      <dt>Backup</dt>
      <dd>
        {isProtected === null ? (
          <strong>{missing}</strong>
        ) : (
          <Status tone={isProtected ? 'ok' : 'warn'}>
            {isProtected ? `Protected${age}` : 'Not protected'}
          </Status>
        )}
        {isProtected === null && backup.unknownWhy !== null && <span className="note"> not known</span>}
      </dd>
    </div>
  )
}

function endpointText({ facts }: WholeCluster): string | null {
  if (facts.endpointPublic == null && facts.endpointPrivate == null) return null
  const open = facts.publicAccessCidrs?.includes('0.0.0.0/0') ? 'Public, open to all' : 'Public'
  return [
    facts.endpointPublic && open,
    facts.endpointPrivate && (facts.endpointPublic ? 'private' : 'Private'),
  ]
    .filter(Boolean)
    .join(' and ')
}

function VersionFact({ cluster: { row, now } }: { cluster: WholeCluster }) {
  const { status, endsAt, source } = row.support
  const until = endsAt === null ? status : `${status} to ${day(endsAt, now)}`
  return (
    <div title={source === null ? undefined : `By ${source}`}>
      <dt>Version</dt>
      <dd>
        <strong>{row.version ?? missing}</strong>{' '}
        {row.version !== null && status !== 'unknown' && <span className="note">{until}</span>}
      </dd>
    </div>
  )
}

function Fact({ name, value, note }: { name: string; value: ReactNode; note: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value ?? missing}</strong> {note && <span className="note">{note}</span>}
      </dd>
    </div>
  )
}
