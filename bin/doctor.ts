// periplus doctor: looks at a running server from outside and says, check by check, what is well and
// what to do about what is not. Exit code 1 when something is not.
import { parseArgs } from 'node:util'
import { type Command, printable, say, usageError } from './command.ts'
import { type Check, print } from './doctor/check.ts'
import { readSourceChecks } from './doctor/read-sources.ts'
import { inWords, procedures, serverUrl } from './server-client.ts'

const help = `periplus doctor [--url URL]
periplus doctor --config FILE
periplus doctor --grants rbac|iam|iam-caller|iam-logs

Checks of a running server: does it answer, are its stores ready, does its clock agree with this
machine's, how fresh is what each cluster sends; and each cluster and account that is read: can it
be reached, what may not be read, and the RBAC or IAM statement that grants it.

  --config FILE   tests the sources of a periplus.yaml from here, without a server
  --grants WHAT   prints what lets Periplus read, to apply elsewhere: the RBAC manifest of a cluster,
                  the IAM policy of a role that reads accounts, or that of whoever assumes it
`

/** Clocks of two machines may differ by this much before it is worth a word. */
const clockToleranceMs = 60_000
const clustersListed = 50

async function httpChecks(url: string): Promise<Check[]> {
  const checks: Check[] = []
  const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) })
  checks.push(
    health.ok
      ? { state: 'ok', what: `the server answers at ${url}` }
      : { state: 'fail', what: `${url}/healthz answers ${health.status}: is that a Periplus server?` },
  )
  const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) })
  const body = (await ready.json().catch(() => ({}))) as { reason?: unknown }
  checks.push(
    ready.ok
      ? { state: 'ok', what: 'both stores answer, their tables are up to date' }
      : { state: 'fail', what: `not ready: ${printable(String(body.reason ?? ready.status))}` },
  )
  return checks
}

function clockCheck(now: Date, kind: string): Check {
  const aheadMs = now.getTime() - Date.now()
  if (kind !== 'system') {
    return {
      state: 'warn',
      what: `the server's clock is set by PERIPLUS_CLOCK (${kind}): now is ${now.toISOString()}`,
    }
  }
  return Math.abs(aheadMs) <= clockToleranceMs
    ? { state: 'ok', what: "the server's clock agrees with this machine's" }
    : {
        state: 'fail',
        what: `the server's clock differs by ${Math.round(aheadMs / 1_000)} s; set both by NTP`,
      }
}

async function sourceChecks(url: string): Promise<Check[]> {
  const answer = await procedures(url).sources.list.query()
  const checks: Check[] = [clockCheck(answer.now, answer.clockKind)]
  if (answer.total === 0) {
    checks.push({
      state: 'warn',
      what: 'no cluster has sent anything; try: periplus import audit FILE --cluster ID',
    })
  }
  for (const { clusterId, newest, stale } of answer.clusters.slice(0, clustersListed)) {
    if (newest === null) checks.push({ state: 'warn', what: `${clusterId}: known, but no audit event yet` })
    else {
      const age = `newest audit event ${newest.toISOString()}`
      checks.push({
        state: stale ? 'warn' : 'ok',
        what: `${clusterId}: ${age}${stale ? ', which is stale' : ''}`,
      })
    }
  }
  if (answer.total > clustersListed) {
    checks.push({ state: 'ok', what: `… and ${answer.total - clustersListed} more clusters` })
  }
  return checks
}

const showProgress = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`)
}

export const doctorCommand: Command = {
  name: 'doctor',
  help,
  async run(args) {
    let values: { url?: string; config?: string; grants?: string; help?: boolean }
    try {
      const options = {
        url: { type: 'string' },
        config: { type: 'string' },
        grants: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      } as const
      values = parseArgs({ args: [...args], options }).values
    } catch (error) {
      throw usageError((error as Error).message, help)
    }
    if (values.help) {
      say(help)
      return 0
    }
    if (values.grants !== undefined) return printGrant(values.grants)
    const checks = values.config === undefined ? await ofServer(values.url) : await ofFile(values.config)
    for (const check of checks) print(check)
    return checks.some(({ state }) => state === 'fail') ? 1 : 0
  },
}

const grantNames = ['rbac', 'iam', 'iam-caller', 'iam-logs'] as const

async function printGrant(asked: string): Promise<number> {
  const which = grantNames.find((name) => name === asked)
  if (which === undefined) throw usageError(`--grants takes ${grantNames.join(', ')}, not "${asked}"`, help)
  // What reads clusters and accounts is large; other commands do without it.
  const { grantText } = await import('./doctor/direct.ts')
  say(grantText(which).trimEnd())
  return 0
}

async function ofFile(file: string): Promise<Check[]> {
  const { directChecks } = await import('./doctor/direct.ts')
  const checks = await directChecks(file, showProgress)
  showProgress('')
  return checks
}

async function ofServer(given: string | undefined): Promise<Check[]> {
  const url = await serverUrl(given)
  try {
    const checks = await httpChecks(url)
    if (checks.some(({ state }) => state !== 'ok')) return checks
    checks.push(...(await sourceChecks(url)), ...(await readSourceChecks(url, showProgress)))
    showProgress('')
    return checks
  } catch (error) {
    throw inWords(error, url)
  }
}
