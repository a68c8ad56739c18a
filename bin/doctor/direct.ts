// The doctor's look without a server: the sources of a periplus.yaml and the environment, tested from this
// process. For before the first start, and for a machine that is to read.
import { readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { CollectionHealth } from '../../domain/model/collection.ts'
import { desiredSources, type Given, namedKubeconfigs } from '../../ingest/definitions/definitions.ts'
import { contextsOf } from '../../ingest/definitions/kube-contexts.ts'
import { outgoingRule } from '../../ingest/outgoing/address-rule.ts'
import { collectors, grants } from '../../ingest/sources/registry.ts'
import { testSource } from '../../ingest/test-source.ts'
import { environmentSources, noConfig, parseConfig } from '../../server/config.ts'
import { environment, readSettings } from '../../server/env.ts'
import { CommandError } from '../command.ts'
import type { Check } from './check.ts'
import { sourceChecks } from './read-sources.ts'

const testsAtOnce = 8

/** What a person applies elsewhere, as text. */
export const grantText = (which: 'rbac' | 'iam' | 'iam-caller' | 'iam-logs'): string => {
  const { rbac, iamReader, iamCaller, iamLogs } = grants()
  return { rbac, iam: iamReader, 'iam-caller': iamCaller, 'iam-logs': iamLogs }[which]
}

/** Throws ConfigError for a file that cannot be used. */
export async function directChecks(file: string, onProgress: (line: string) => void): Promise<Check[]> {
  const given = await givenBy(path.resolve(file))
  const sources = desiredSources(given)
  const checks: Check[] = [{ state: 'ok', what: `${file} can be used` }]
  if (sources.length === 0) return [...checks, { state: 'warn', what: 'no cluster and no account is named' }]
  const made = collectors({
    rule: () => given.rule,
    credentialOf: (name) => given.credentials.find((credential) => credential.name === name),
    // No server, so no clock but this machine's.
    clock: { now: () => new Date() },
    environment: environment(),
    version: 'doctor',
  })
  const byKind = new Map(made.map((collector) => [collector.kind, collector]))
  const tested = new Array<Check[]>(sources.length)
  const left = sources.entries()
  let done = 0
  const walk = async () => {
    for (const [at, source] of left) {
      const mistakes: unknown[] = []
      const test = () =>
        testSource(source, {
          collectors: byKind,
          signal: undefined,
          onMistake: (error) => mistakes.push(error),
        })
      tested[at] = await sourceChecks({ ...source, ...unread }, test)
      for (const mistake of mistakes) tested[at].push({ state: 'fail', what: String(mistake) })
      done += 1
      onProgress(`tested ${done} of ${sources.length} sources`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(testsAtOnce, sources.length) }, walk))
  return [...checks, ...tested.flat()]
}

/** Nothing was read: what is well is well. */
const unread: Pick<CollectionHealth, 'asOf' | 'troubles'> & { state: 'reading' } = {
  state: 'reading',
  asOf: null,
  troubles: [],
}

async function givenBy(file: string): Promise<Given> {
  const settings = readSettings()
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read: ${error.code}`)
  })
  const place = { file: path.basename(file), folder: path.dirname(file), home: os.homedir() }
  const { sources, credentials, allowAddresses } = text === '' ? noConfig : parseConfig(text, place)
  const given = {
    file: sources,
    environment: environmentSources(settings.readContexts),
    page: [],
    credentials,
    kubeconfig: settings.kubeconfig,
    rule: outgoingRule(allowAddresses),
  }
  const places = namedKubeconfigs(given)
  const found = new Map(await Promise.all(places.map(async (one) => [one, await contextsOf(one)] as const)))
  const nowhere = { contexts: [], problem: undefined }
  return { ...given, contextsOf: (one) => found.get(one) ?? nowhere }
}
