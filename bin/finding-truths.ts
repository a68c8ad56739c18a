// For tests of scenarios: what the ledger says should be found in every cluster, and what the product's checks found,
// as lines that can be compared: all of them, so that one too many is seen as one too few is. Only tests import it.
import { type Answer, differs, type ScenarioRig, type Truth } from './scenario-rig.ts'

/** Of these nobody knows anything where the API server is not read. */
const fromObjects = [
  'drain-safety',
  'ingress-nginx',

  'kubelet-skew',
  'missing-probes',
  'single-replicas',
]
/** And of these where no provider tells either, as of clusters that are only registered. */
const fromProviderToo = ['api-removals', 'ipvs-mode', 'kube-proxy-skew']

type Found = Answer<'upgrades.findings'>['rows'][number]
type Row = Answer<'upgrades.matrix'>['rows'][number]

interface Line {
  readonly cluster: string
  readonly check: string
  readonly status: string
  readonly subject: string
  readonly value: number
}

const textOf = ({ check, status, subject, value }: Line): string => `${check} ${status} ${subject}: ${value}`

function statedOf({ metric, subject, value, cluster = '' }: Truth): Line[] {
  const [, check, status] = /^finding\.([a-z0-9-]+)\.([a-z]+)$/.exec(metric) ?? []
  return check === undefined || status === undefined ? [] : [{ cluster, check, status, subject, value }]
}

/** What is counted, or when it ends; 1 where nothing is. */
function numberOf({ checkId, status, summary, evidence, deadline }: Found): number {
  if (status === 'unknown') return 1
  if (checkId === 'support-end') return deadline?.getTime() ?? Number.NaN
  if (checkId === 'control-plane-steps') return Number.parseInt(summary, 10)
  return evidence.find(({ count }) => count !== null)?.count ?? 1
}

function foundOf(found: Found): Line {
  const { clusterName: cluster, checkId: check, status, subject, about } = found
  const place =
    subject.kind === 'Cluster'
      ? [cluster, 'Cluster']
      : [cluster, subject.kind, subject.namespace, subject.name]
  const which = about === '' ? '' : `#${about.replace(/^kubelet /, '')}`
  return {
    cluster,
    check,
    status,
    subject: `${place.filter((part) => part !== null).join('/')}${which}`,
    value: numberOf(found),
  }
}

/** All that stands, whatever pages it comes in. */
export async function openFindings(rig: ScenarioRig): Promise<Found[]> {
  const rows: Found[] = []
  let cursor: string | undefined
  do {
    const page = await rig.ask('upgrades.findings', {
      limit: 200,
      waived: 'with',
      ...(cursor === undefined ? {} : { cursor }),
    })
    rows.push(...page.rows.filter(({ status }) => status !== 'passing'))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return rows
}

/** Clusters that are only registered with EKS: nobody publishes a calendar for them. */
const registeredOf = (lines: readonly Line[]): ReadonlySet<string> =>
  new Set(
    lines.flatMap(({ check, status, cluster }) =>
      check === 'support-end' && status === 'unknown' ? cluster : [],
    ),
  )

/** What is to be found by who reads these API servers, and of the others what EKS tells. */
function expectedOf(stated: readonly Line[], reads: ReadonlySet<string>): Line[] {
  return stated.flatMap((line): Line[] => {
    if (reads.has(line.cluster)) return [line]
    if (fromObjects.includes(line.check)) return []
    // EKS does not say how many nodes a group has.
    return [line.check === 'amazon-linux-2' ? { ...line, value: 1 } : line]
  })
}

/** Which checks could not look: nothing is passing that nobody looked at. */
function unreadDifferences(row: Row, isRead: boolean, isRegistered: boolean): string[] {
  const unread = Object.entries(row.cells).flatMap(([check, cell]) =>
    cell.unreadBecause === null ? [] : check,
  )
  const expected = isRead ? [] : [...fromObjects, ...(isRegistered ? fromProviderToo : [])]
  return differs(`checks that could not look at ${row.name}`, unread.sort(), expected.sort())
}

function cellDifferences(row: Row, own: readonly Line[], blocking: ReadonlySet<string>): string[] {
  const counts = Object.entries(row.cells).flatMap(([check, { findings }]) =>
    (['error', 'unknown', 'warning'] as const).flatMap((status) =>
      findings[status] > 0 ? `${check} ${status} ${findings[status]}` : [],
    ),
  )
  const expected = new Map<string, number>()
  for (const { check, status } of own) {
    expected.set(`${check} ${status}`, (expected.get(`${check} ${status}`) ?? 0) + 1)
  }
  const isBlocked = own.some(({ check, status }) => status === 'error' && blocking.has(check))
  return [
    ...differs(
      `cells of ${row.name}`,
      counts.sort(),
      [...expected].map(([what, count]) => `${what} ${count}`).sort(),
    ),
    ...differs(`whether ${row.name} is blocked`, row.verdict === 'blocked', isBlocked),
  ]
}

/** Every finding of every cluster, and every cell of the matrix, against the ledger; nothing else may stand. */
export async function findingDifferences(
  rig: ScenarioRig,
  options: { readonly reads: readonly string[] },
): Promise<string[]> {
  const reads = new Set(options.reads)
  const stated = (await rig.truths()).flatMap(statedOf)
  const registered = registeredOf(stated)
  const expected = expectedOf(stated, reads)
  const [found, matrix] = await Promise.all([openFindings(rig), rig.ask('upgrades.matrix', { limit: 500 })])
  const [told, wanted] = [found.map(foundOf).map(textOf), expected.map(textOf)]
  const blocking = new Set(
    matrix.checks.flatMap(({ checkId, blocksUpgrade }) => (blocksUpgrade ? checkId : [])),
  )
  return [
    ...differs(
      'clusters',
      matrix.rows.map(({ name }) => name).sort(),
      rig.clusters.map(({ name }) => name).sort(),
    ),
    ...wanted.filter((line) => !told.includes(line)).map((line) => `not found: ${line}`),
    ...told.filter((line) => !wanted.includes(line)).map((line) => `found and should not be: ${line}`),
    ...differs('findings', told.length, wanted.length),
    ...matrix.rows.flatMap((row) => [
      ...unreadDifferences(row, reads.has(row.name), registered.has(row.name)),
      ...cellDifferences(
        row,
        expected.filter(({ cluster }) => cluster === row.name),
        blocking,
      ),
    ]),
  ]
}
