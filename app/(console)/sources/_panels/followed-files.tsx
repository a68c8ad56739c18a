'use client'
// Files of this machine that are read as they grow: how far, how far behind, and what was lost. Nothing
// is drawn while none is followed.
import { missing, plural } from '../../../../components/format/number.ts'
import { dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Status } from '../../../../components/ui/status.tsx'
import type { FollowedFile } from '../../../../domain/model/followed-file.ts'
import { behindText, followNames, followTones, lostText, readText } from '../followed-words.ts'
import { useSourceRows, useSourcesView } from '../sources-view.ts'

const columns = ['File', 'Cluster', 'Read', 'Behind', 'Last read', 'Lost', 'State'] as const

export function FollowedFiles() {
  const { query, page } = useSourceRows(useSourcesView())
  const files = page?.intake?.followedFiles ?? []
  const now = query.data?.now
  if (files.length === 0 || now === undefined) return null
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
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {files.map((file) => (
              <FileRow key={`${file.clusterId} ${file.path}`} file={file} now={now} />
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  )
}

function FileRow({ file, now }: { file: FollowedFile; now: Date }) {
  const { clusterId, path, state, reason, lastReadAt, lost } = file
  return (
    <tr>
      <th scope="row" className="followed-name">
        <span className="mono">{path}</span>
        {reason !== '' && <span className="note">{reason}</span>}
        {lost.times > 0 && <span className="note">Lost: {lost.what}</span>}
      </th>
      <td>{clusterId}</td>
      <td className="secondary">{readText(file)}</td>
      <td className="secondary">{behindText(file, now)}</td>
      <td className="secondary">
        {lastReadAt === null ? (
          missing
        ) : (
          <time dateTime={lastReadAt.toISOString()} title={fullInstant(lastReadAt)}>
            {dayTime(lastReadAt)}
          </time>
        )}
      </td>
      <td className={lost.times > 0 ? 'tone-warn medium' : 'secondary'}>{lostText(file)}</td>
      <td>
        <Status tone={followTones[state]}>{followNames[state]}</Status>
      </td>
    </tr>
  )
}
