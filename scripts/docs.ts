// Generated pages of docs/: the settings out of their schema, the checks out of their registry, and what
// lets Periplus read clusters and accounts out of the calls it makes, as `periplus doctor --grants` prints it; and
// what the simulator is held against, as `periplus simulate --validation` prints it.
// With --check nothing is written and a stale page is an error.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Check } from '../domain/insights/check.ts'
import { checks } from '../domain/insights/registry.ts'
import { settingsSchema } from '../server/env.ts'

const root = path.resolve(import.meta.dirname, '..')

interface SettingMeta {
  readonly description?: string
  readonly example?: string
  readonly shown?: string
}

/** Markdown of every setting: name, default, meaning. */
function settingsPage(): string {
  const rows = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const meta = (z.globalRegistry.get(schema) ?? {}) as SettingMeta
    const fallback = schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : undefined
    const shown = meta.shown ?? fallback
    const standard = shown === undefined ? 'unset' : `\`${shown}\``
    const example = meta.example === undefined ? '' : ` Example: \`${meta.example}\`.`
    return `| \`${name}\` | ${standard} | ${`${meta.description}${example}`.replaceAll('|', '\\|')} |`
  })
  return [
    '# Settings',
    '',
    'All settings are environment variables; all are optional. What cannot be used is refused at start, in words.',
    'This page is generated from `server/env.ts` by `npm run docs`; `npm run verify` fails when it is stale.',
    '',
    '| name | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

/** Words of the data that checks need beside the cluster itself. */
const sliceWords: Readonly<Record<Check['needs'][number], string>> = {
  cluster: 'the cluster',
  nodes: 'nodes',
  'node-images': 'nodes or node groups',
  'kube-proxy': 'workloads or add-ons',
  'add-ons': 'add-ons',
  insights: "the provider's insights",
  workloads: 'workloads',
  components: 'workloads',
  budgets: 'PodDisruptionBudgets',
  'api-usage': "audit log, the API server's metrics or the provider's insights",
}

function checkSection(check: Check): string[] {
  const needs = check.needs.map((need) => sliceWords[need])
  const params = Object.entries(check.params).map(([name, value]) => `\`${name}\` ${String(value)}`)
  const rows: [string, string][] = [
    ['Severity', check.severityRule],
    ['Blocks the next upgrade', check.blocksUpgrade ? 'when it is an error' : 'no'],
    ['What to do', check.remedy],
    ['Needs', needs.length === 0 ? 'what is told of the cluster' : needs.join('; ')],
    ['Clusters', check.providers === null ? 'all' : check.providers.join(', ')],
    ...(params.length === 0 ? [] : ([['Parameters', params.join(', ')]] satisfies [string, string][])),
    ['Sources', check.sources.join('; ')],
  ]
  const list = rows.map(([name, text]) => `- **${name}:** ${text}`)
  return [`## ${check.title}`, '', `\`${check.id}\``, '', check.about, '', ...list, '']
}

function insightsPage(): string {
  return [
    '# Insights: what Periplus checks',
    '',
    'Each check runs on every cluster it is about, every few minutes. A check that could not read what it needs is',
    '"unknown" and says why; what it found before stands until it can look again. This page is generated from',
    '`domain/insights/registry.ts` by `npm run docs`; `npm run verify` fails when it is stale.',
    '',
    ...checks.flatMap(checkSection),
  ].join('\n')
}

/** As the command line prints it: the code that reads is out of this room's reach. */
function grantText(which: 'rbac' | 'iam' | 'iam-caller'): string {
  const args = ['--import', 'tsx', path.join(root, 'bin/cli.ts'), 'doctor', '--grants', which]
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
}

/** What the simulator is held against, as it says itself. */
function validationText(): string {
  const args = ['--import', 'tsx', path.join(root, 'bin/cli.ts'), 'simulate', '--validation']
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
}

const pages = [
  { file: 'docs/insights.md', text: insightsPage() },
  { file: 'docs/settings.md', text: settingsPage() },
  { file: 'docs/rbac.yaml', text: grantText('rbac') },
  { file: 'docs/iam-policy.json', text: grantText('iam') },
  { file: 'docs/iam-caller-policy.json', text: grantText('iam-caller') },
  { file: 'docs/simulator-validation.md', text: validationText() },
]
const stale = pages.filter(({ file, text }) => {
  const place = path.join(root, file)
  return !existsSync(place) || readFileSync(place, 'utf8') !== text
})

if (process.argv.includes('--check')) {
  for (const { file } of stale) console.log(`${file} is stale: run npm run docs`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const { file, text } of stale) {
    writeFileSync(path.join(root, file), text)
    console.log(`wrote ${file}`)
  }
}
