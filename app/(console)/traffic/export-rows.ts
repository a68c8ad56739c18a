// The rows of the table as a file: the page that is on screen, every measure in full.
import { csv } from '../../../components/format/csv.ts'
import { downloadText } from '../../../components/ui/download.ts'
import { type TalkerDimension, type TopTalkers, talkerMeasures } from '../../../domain/model/talker.ts'

export function exportRows(groupBy: readonly TalkerDimension[], data: TopTalkers): void {
  const header = [
    ...groupBy,
    'share',
    ...talkerMeasures,
    'latencyMsP50',
    'latencyMsP99',
    'firstSeenAt',
    'lastSeenAt',
  ]
  const rows = data.rows.map((row) => [
    ...groupBy.map((dimension) => row.key[dimension] ?? ''),
    row.share,
    ...talkerMeasures.map((measure) => row[measure]),
    row.latencyMsP50,
    row.latencyMsP99,
    row.firstSeenAt,
    row.lastSeenAt,
  ])
  downloadText('top-talkers.csv', 'text/csv', csv(header, rows))
}
