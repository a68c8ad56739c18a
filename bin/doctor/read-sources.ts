// The doctor's look at clusters and accounts that are read: each is tested by the running server, as the
// Sources page does it; what is missing is said with the statement that grants it.
import type { RouterOutputs } from '../../server/root.ts'
import { procedures } from '../server-client.ts'
import type { Check } from './check.ts'

type Row = RouterOutputs['sources']['read']['rows'][number]
type Test = RouterOutputs['sources']['testRead']

const pageSize = 500
const testsAtOnce = 8
/** A test ends by itself after a minute; it may have to wait for others before that. */
const testWithinMs = 180_000

export async function readSourceChecks(url: string, onProgress: (line: string) => void): Promise<Check[]> {
  const { rows, config } = await allSources(url)
  const checks: Check[] = []
  if (config?.problem)
    checks.push({ state: 'fail', what: config.problem.split('\n')[0] ?? '', grant: rest(config.problem) })
  else if (config?.exists) checks.push({ state: 'ok', what: `${config.file} is read and can be used` })
  if (rows.length === 0) {
    const what = 'no cluster and no account is read; name some in periplus.yaml or on the Sources page'
    return [...checks, { state: 'warn', what }]
  }
  const tested = new Array<Check[]>(rows.length)
  const left = rows.entries()
  const ask = procedures(url, testWithinMs)
  let done = 0
  const walk = async () => {
    for (const [at, row] of left) {
      tested[at] = await sourceChecks(row, () => ask.sources.testRead.mutate({ sourceId: row.sourceId }))
      done += 1
      onProgress(`tested ${done} of ${rows.length} sources`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(testsAtOnce, rows.length) }, walk))
  return [...checks, ...tested.flat()]
}

const rest = (text: string): string => text.split('\n').slice(1).join('\n')

async function allSources(url: string): Promise<Pick<RouterOutputs['sources']['read'], 'rows' | 'config'>> {
  const rows: Row[] = []
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: RouterOutputs['sources']['read'] = await procedures(url).sources.read.query({
      limit: pageSize,
      cursor,
    })
    rows.push(...page.rows)
    cursor = page.nextCursor
    if (cursor === null) return { rows, config: page.config }
  }
  return { rows, config: null }
}

export async function sourceChecks(
  row: Pick<Row, 'kind' | 'name' | 'place' | 'state' | 'asOf' | 'troubles'>,
  test: () => Promise<Pick<Test, 'checks'>>,
): Promise<Check[]> {
  const who = `${row.kind} ${row.name}${row.place === '' ? '' : `, ${row.place}`}`
  let told: Pick<Test, 'checks'>
  try {
    told = await test()
  } catch (error) {
    return [{ state: 'fail', what: `${who}: it could not be tested: ${(error as Error).message}` }]
  }
  const failed = told.checks.filter(({ ok }) => !ok)
  if (failed.length === 0) return [wellCheck(who, row, told.checks.length)]
  return failed.map(({ what, says, grant }) => {
    const [first = '', ...steps] = says.split('\n')
    return { state: 'fail', what: `${who}: ${what}: ${first}`, grant: [...steps, grant ?? ''].join('\n') }
  })
}

/** Nothing is missing now; what was read may still be old, or the last try have failed before it was mended. */
function wellCheck(
  who: string,
  { state, asOf, troubles }: Pick<Row, 'state' | 'asOf' | 'troubles'>,
  checks: number,
): Check {
  const age = asOf === null ? 'nothing read yet' : `as of ${asOf.toISOString()}`
  const well = checks === 1 ? '1 check well' : `${checks} checks well`
  const says = `${who}: ${well}, ${state}, ${age}`
  const [trouble] = troubles
  // Tested without a server, which would know what was read.
  if (state === 'reading' && asOf === null) return { state: 'ok', what: `${who}: ${well}` }
  if (state === 'reading') return { state: 'ok', what: says }
  return { state: 'warn', what: trouble === undefined ? says : `${says}; ${trouble.says}` }
}
