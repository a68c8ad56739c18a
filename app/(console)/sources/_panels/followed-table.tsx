'use client'
// Files of this machine that are read as they grow: how far, how far behind, and what was lost.
import { missing, plural } from '../../../../components/format/number.ts'
import { dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { FollowedFile } from '../../../../domain/model/followed-file.ts'
import { behindText, followNames, followTones, lostText, readText } from '../followed-words.ts'

/** On a small screen a loss still stands below the file's name, and the cluster's panel says the rest. */
const columns = [
  { label: 'File' },
  { label: 'Cluster' },
  { label: 'Read', from: 'col-middle' },
  { label: 'Behind' },
  { label: 'Last read', from: 'col-middle' },
  { label: 'Lost', from: 'col-middle' },
  { label: 'State' },
] as const

interface FollowedTableProps {
  readonly files: readonly FollowedFile[]
  readonly now: Date
  readonly onOpen: (clusterId: string) => void
}

export function FollowedTable({ files, now, onOpen }: FollowedTableProps) {
  return (
    <Card
      title="Followed files"
      sub={`${plural(files.length, 'file')} of this machine, as of ${fullInstant(now)}`}
      foot="A file is read on from where its events were durable last, over rotation and restarts."
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="table-scroll followed-scroll" tabIndex={0} aria-label="Files followed">
        <table className="table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column.label} className={'from' in column ? column.from : undefined}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {files.map((file) => (
              <FileRow
                key={`${file.clusterId} ${file.path}`}
                file={file}
                now={now}
                onOpen={() => onOpen(file.clusterId)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  )
}

interface RowProps {
  readonly file: FollowedFile
  readonly now: Date
  readonly onOpen: () => void
}

function FileRow({ file, now, onOpen }: RowProps) {
  const { clusterId, path, state, reason, lastReadAt, lost } = file
  return (
    <tr>
      <th scope="row" className="followed-name">
        <span className="mono">{path}</span>
        {reason !== '' && <span className="note">{reason}</span>}
        {lost.times > 0 && <span className="note">Lost: {lost.what}</span>}
      </th>
      <td>
        <button type="button" className="row-open" onClick={onOpen}>
          {clusterId}
        </button>
      </td>
      <td className="secondary col-middle">{readText(file)}</td>
      <td className="secondary">{behindText(file, now)}</td>
      <td className="secondary col-middle">
        {lastReadAt === null ? (
          missing
        ) : (
          <time dateTime={lastReadAt.toISOString()} title={fullInstant(lastReadAt)}>
            {dayTime(lastReadAt)}
          </time>
        )}
      </td>
      <td className={lost.times > 0 ? 'col-middle tone-warn medium' : 'col-middle secondary'}>
        {lostText(file)}
      </td>
      <td>
        <Status tone={followTones[state]}>{followNames[state]}</Status>
      </td>
    </tr>
  )
}
