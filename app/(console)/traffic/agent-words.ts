// How the versions of one agent are said beside each other. Pure.
import { visible } from '../../../components/format/name.ts'
import { count, plural } from '../../../components/format/number.ts'
import type { AgentVersions } from '../../../domain/model/talker.ts'
import { valueName } from './talker-name.ts'

/** Most versions that a row names. */
const namedInRow = 3

type Version = AgentVersions['versions'][number]

/** As versions are read, newest first: 3.10.0 before 3.9.1; those that tell none at the end. */
export function newestFirst(versions: readonly Version[]): Version[] {
  const byNumber = new Intl.Collator('en', { numeric: true })
  return [...versions].sort((one, other) => byNumber.compare(other.version, one.version))
}

/** "3.8.0 in 2 clusters, 3.7.4 in 212"; the most widespread are named, the others counted. */
export function versionsText({ versions, versionsTotal }: AgentVersions): string {
  const named = newestFirst(versions.slice(0, namedInRow))
  const parts = named.map(
    ({ version, clusters }, at) =>
      `${visible(valueName('agentVersion', version).name)} in ${at === 0 ? plural(clusters, 'cluster') : count(clusters)}`,
  )
  const others = versionsTotal - named.length
  return [...parts, ...(others > 0 ? [plural(others, 'more version', 'more versions')] : [])].join(', ')
}
