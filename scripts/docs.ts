// Generated pages of docs/: today docs/settings.md, out of the settings schema. With --check nothing is
// written and a stale page is an error.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
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

const pages = [{ file: 'docs/settings.md', text: settingsPage() }]
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
