// What a backup says about itself, in a file written last: a folder without it is no backup. Read with
// the distrust due to any file from elsewhere: names stay below the folder, statements make tables only.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { migrationsFolder } from '../../db/migrations-folder.ts'
import { CommandError, printable } from '../command.ts'

const name = z.string().regex(/^\w+$/)
const partName = z.string().regex(/^[\w-]+$/)
const isBelow = (place: string): boolean =>
  !path.isAbsolute(place) && !place.split(/[\\/]/).some((segment) => segment === '..' || segment === '')

const manifestSchema = z.strictObject({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** Migrations this Periplus knew, by file name. */
  migrations: z.strictObject({ events: z.array(z.string()), relational: z.array(z.string()) }),
  tables: z.array(
    z.strictObject({
      name,
      create: z.string().regex(/^CREATE (TABLE|MATERIALIZED VIEW) /),
      rows: z.int().min(0),
      parts: z.array(partName).nullable(),
    }),
  ),
  /** Folders without a file, which PostgreSQL wants to find. */
  folders: z.array(z.string().min(1).refine(isBelow)),
  files: z.array(
    z.strictObject({
      path: z.string().min(1).refine(isBelow),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
export type Manifest = z.infer<typeof manifestSchema>

export const manifestName = 'manifest.json'

/** The migrations this build brings along. */
export function ownMigrations(): Manifest['migrations'] {
  const files = (store: 'events' | 'relational') =>
    readdirSync(migrationsFolder(store))
      .filter((file) => file.endsWith('.sql'))
      .sort()
  return { events: files('events'), relational: files('relational') }
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(path.join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, {
    mode: 0o600,
    flush: true,
  })
}

/** Throws CommandError for what is no whole backup, and for one of a newer Periplus. */
export function readManifest(folder: string): Manifest {
  let text: string
  try {
    text = readFileSync(path.join(folder, manifestName), 'utf8')
  } catch (error) {
    throw new CommandError(
      `${folder} is no finished backup: ${manifestName} cannot be read (${(error as Error).message}). It is written last, so a backup that was interrupted has none; make another one.`,
    )
  }
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    throw new CommandError(`${path.join(folder, manifestName)} is damaged: it is not JSON`)
  }
  const manifest = manifestSchema.safeParse(raw)
  if (!manifest.success) {
    const [issue] = manifest.error.issues
    throw new CommandError(
      `${path.join(folder, manifestName)} is not what this release writes: ${printable(`${issue?.path.join('.')}: ${issue?.message}`)}`,
    )
  }
  refuseNewer(manifest.data)
  return manifest.data
}

function refuseNewer({ migrations }: Manifest): void {
  const own = ownMigrations()
  const unknown = [
    ...migrations.events.filter((file) => !own.events.includes(file)),
    ...migrations.relational.filter((file) => !own.relational.includes(file)),
  ]
  if (unknown.length === 0) return
  throw new CommandError(
    `this backup was made by a newer Periplus, whose tables this one does not know (${printable(unknown.join(', '))}). Restore it with that release.`,
  )
}
