// Violations to plant in a scratch tree, one per kind, each with the rule that must flag it, and clean
// samples that must not be flagged. Data for house.test.ts; read by nothing else.

export interface Plant {
  readonly file: string
  readonly text: string
  /** Lint category of Biome, or the rule of scripts/house.mjs. */
  readonly lint?: string
  readonly house?: string
}

const opening = '// Says what it answers.\n// Refuses to do the rest.\n'
const uses = (specifier: string, kind = 'import') =>
  `${opening}${kind} { thing } from '${specifier}'\nexport const used: unknown = thing\n`
const takesType = (specifier: string, name: string) =>
  `${opening}import type { ${name} } from '${specifier}'\nexport type Used = ${name}\n`
const floor = (file: string, specifier: string): Plant => ({
  file,
  text: uses(specifier),
  lint: 'style/noRestrictedImports',
  house: 'floors',
})
const linesOf = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')

/** One for every row of the floors table, and one for each way to break it. */
export const brokenFloors: readonly Plant[] = [
  floor('domain/model/plant-db.ts', '../../db/events/client.ts'),
  floor('domain/units/plant-server.ts', '../../server/env.ts'),
  floor('db/events/read/plant-ingest.ts', '../../../ingest/source.ts'),
  floor('db/relational/plant-server.ts', '../../server/env.ts'),
  floor('db/embedded/plant-app.ts', '../../app/layout.tsx'),
  floor('ingest/pipeline/plant-server.ts', '../../server/env.ts'),
  floor('ingest/sources/plant/receive.ts', '../../../components/ui/button.tsx'),
  floor('server/queries/traffic/plant-ingest.ts', '../../../ingest/source.ts'),
  floor('server/queries/traffic/plant-router.ts', '../../routers/traffic.ts'),
  floor('server/auth/plant-root.ts', '../root.ts'),
  floor('server/routers/plant-db.ts', '../../db/events/client.ts'),
  floor('server/plant-app.ts', '../app/layout.tsx'),
  floor('server/http/plant-simulator.ts', '../../simulator/main.ts'),
  floor('components/charts/plant-server.ts', '../../server/root.ts'),
  floor('components/ui/plant-app.tsx', '../../app/_hooks/use-scope.ts'),
  floor('app/(console)/api-traffic/plant-db.ts', '../../../db/events/client.ts'),
  floor('app/_trpc/plant-server.ts', '../../server/queries/traffic/top-talkers.ts'),
  floor('app/api/plant/route.ts', '../../../server/queries/traffic/top-talkers.ts'),
  floor('bin/plant-simulator.ts', '../simulator/physics/clock.ts'),
  floor('simulator/world/plant-domain.ts', '../../domain/errors.ts'),
  floor('e2e/journeys/plant.spec.ts', '../../domain/errors.ts'),
  floor('bench/plant-db.ts', '../db/events/client.ts'),
  {
    file: 'app/_hooks/plant-type.ts',
    text: takesType('../../server/runtime.ts', 'Runtime'),
    lint: 'style/noRestrictedImports',
    house: 'floors',
  },
  { file: 'app/_hooks/plant-value.ts', text: uses('../../server/root.ts'), house: 'floors' },
  {
    file: 'app/_hooks/plant-inline.ts',
    text: `${opening}export type Used = import('../../db/events/client.ts').Events\n`,
    house: 'floors',
  },
  {
    file: 'domain/model/plant-dynamic.ts',
    text: `${opening}export const used = await import('../../db/events/client.ts')\n`,
    house: 'floors',
  },
  {
    file: 'domain/model/plant-export.ts',
    text: `${opening}export { thing } from '../../db/events/client.ts'\n`,
    house: 'floors',
  },
]

export const brokenPackages: readonly Plant[] = [
  { file: 'domain/model/plant-io.ts', text: uses('node:fs'), lint: 'style/noRestrictedImports' },
  { file: 'domain/model/plant-react.ts', text: uses('react'), lint: 'style/noRestrictedImports' },
  {
    file: 'db/events/plant-engine.ts',
    text: uses('chdb'),
    lint: 'style/noRestrictedImports',
    house: 'engines',
  },
  { file: 'ingest/pipeline/plant-store.ts', text: uses('pg'), lint: 'style/noRestrictedImports' },
  {
    file: 'components/charts/plant-query.tsx',
    text: uses('@tanstack/react-query'),
    lint: 'style/noRestrictedImports',
  },
  { file: 'app/_hooks/plant-store.ts', text: uses('@clickhouse/client'), lint: 'style/noRestrictedImports' },
  { file: 'server/queries/plant-react.ts', text: uses('react'), lint: 'style/noRestrictedImports' },
]

export const brokenSiblings: readonly Plant[] = [
  {
    file: 'ingest/sources/plant/normalise.ts',
    text: uses('../audit-log/receive.ts'),
    lint: 'style/noRestrictedImports',
    house: 'siblings',
  },
  {
    file: 'domain/insights/plant-check.ts',
    text: uses('./other-check.ts'),
    lint: 'style/noRestrictedImports',
    house: 'siblings',
  },
  {
    file: 'app/(console)/plant-screen/_panels/table.ts',
    text: uses('../../api-traffic/search-params.ts'),
    house: 'siblings',
  },
  {
    file: 'ingest/pipeline/plant-source.ts',
    text: uses('../sources/audit-log/receive.ts'),
    lint: 'style/noRestrictedImports',
  },
]

export const brokenShapes: readonly Plant[] = [
  {
    file: 'server/plant-env.ts',
    text: `${opening}export const port = process.env.PORT\n`,
    lint: 'style/noProcessEnv',
  },
  {
    file: 'server/plant-console.ts',
    text: `${opening}export const say = () => console.log('here')\n`,
    lint: 'suspicious/noConsole',
  },
  {
    file: 'domain/units/plant-any.ts',
    text: `${opening}export const loose = (value: any) => value\n`,
    lint: 'suspicious/noExplicitAny',
  },
  {
    file: 'domain/units/plant-default.ts',
    text: `${opening}export default 1\n`,
    lint: 'style/noDefaultExport',
  },
  {
    file: 'domain/units/plant-barrel.ts',
    text: `${opening}export { a } from './a.ts'\nexport { b } from './b.ts'\n`,
    lint: 'performance/noBarrelFile',
  },
  {
    file: 'domain/units/plant-cycle.ts',
    text: `${opening}import { other } from './plant-cycle-back.ts'\nexport const one = () => other\n`,
    lint: 'suspicious/noImportCycles',
  },
  {
    file: 'domain/units/plant-cycle-back.ts',
    text: `${opening}import { one } from './plant-cycle.ts'\nexport const other = () => one\n`,
    lint: 'suspicious/noImportCycles',
  },
  {
    file: 'domain/units/plant-long-file.ts',
    text: `${opening}${linesOf(399, (index) => `export const value${index} = ${index}`)}\n`,
    lint: 'style/noExcessiveLinesPerFile',
  },
  {
    file: 'domain/units/plant-long-function.ts',
    text: `${opening}export function long(list: number[]) {\n${linesOf(61, (index) => `  list.push(${index})`)}\n}\n`,
    lint: 'complexity/noExcessiveLinesPerFunction',
  },
  {
    file: 'domain/units/PlantCase.ts',
    text: `${opening}export const cased = 1\n`,
    lint: 'style/useFilenamingConvention',
  },
  {
    file: 'domain/units/plant-promise.ts',
    text: `${opening}const late = async () => 1\nexport const go = () => {\n  late()\n}\n`,
    lint: 'nursery/noFloatingPromises',
  },
  {
    file: 'domain/units/plant-format.ts',
    text: `${opening}export const   spaced = "double";\n`,
    lint: 'format',
  },
  { file: 'domain/lib/plant.ts', text: `${opening}export const a = 1\n`, house: 'names' },
  { file: 'server/helpers/plant.ts', text: `${opening}export const a = 1\n`, house: 'names' },
  { file: 'app/hooks/plant.ts', text: `${opening}export const a = 1\n`, house: 'names' },
  { file: 'domain/units/utils.ts', text: `${opening}export const a = 1\n`, house: 'names' },
  { file: 'domain/units/plant-silent.ts', text: 'export const a = 1\n', house: 'openings' },
  {
    file: 'server/plant-sql.ts',
    text: `${opening}export const all = 'SELECT user FROM talkers'\n`,
    house: 'sql',
  },
  {
    file: 'ingest/pipeline/plant-sql.ts',
    text: `${opening}export const put = (table: string) => \`INSERT INTO \${table} FORMAT JSONEachRow\`\n`,
    house: 'sql',
  },
  {
    file: 'server/routers/plant-if.ts',
    text: `${opening}export const menu = (a: boolean) => {\n  if (a) return 1\n  return 2\n}\n`,
    house: 'menus',
  },
  {
    file: 'components/charts/plant-fetch.ts',
    text: `${opening}export const data = () => fetch('/x')\n`,
    house: 'drawing',
  },
  { file: 'server/plant-mock.ts', text: uses('vitest'), house: 'mocks' },
  {
    file: 'app/(console)/plant-screen/page.tsx',
    text: `${linesOf(60, (index) => `export const line${index} = ${index}`)}\nexport default function Page() {}\n`,
    house: 'sizes',
  },
  {
    file: 'server/plant-path.ts',
    text: `${opening}export const place = '/home/somebody/periplus'\n`,
    house: 'texts',
  },
  {
    file: 'docs/plant-host.md',
    text: 'Packages come from https://registry.npmjs.org/ only.\n',
    house: 'texts',
  },
  {
    file: 'server/plant-unfinished.ts',
    text: `${opening}// TODO later\nexport const a = 1\n`,
    house: 'texts',
  },
  { file: 'bench/README.md', text: 'one line too many\n'.repeat(41), house: 'readmes' },
  { file: 'simulator/world/plant-room.ts', text: `${opening}export const a = 1\n` },
  {
    file: 'ingest/sources/registry.ts',
    text: `${opening}import { b } from './zeta/receive.ts'\nimport { a } from './plant/receive.ts'\nexport const sources = [b, a]\n`,
    house: 'registries',
  },
]

export const clean: readonly Plant[] = [
  {
    file: 'domain/units/fine-sum.ts',
    text: `${opening}export const fineSum = (a: number, b: number) => a + b\n`,
  },
  { file: 'domain/model/fine-noun.ts', text: uses('zod') },
  {
    file: 'db/events/read/fine-rows.ts',
    text: `${opening}export const question = 'SELECT 1 FROM talkers'\n`,
  },
  { file: 'db/embedded/fine-engine.ts', text: uses('chdb') },
  { file: 'ingest/pipeline/fine-group.ts', text: uses('../../db/events/client.ts') },
  { file: 'server/queries/traffic/fine-question.ts', text: uses('../../auth/scope.ts') },
  { file: 'server/routers/fine-menu.ts', text: uses('../queries/traffic/top-talkers.ts') },
  { file: 'server/env.ts', text: `${opening}export const port = process.env.PORT\n` },
  { file: 'app/_hooks/fine-types.ts', text: takesType('../../server/root.ts', 'AppRouter') },
  { file: 'app/_hooks/fine-draw.ts', text: uses('../../components/ui/button.tsx') },
  { file: 'app/api/trpc/[trpc]/route.ts', text: uses('../../../../server/root.ts') },
  {
    file: 'app/fine-words.ts',
    text: `${opening}export const hint = 'Select a row from the table, or update the window to see more'\n`,
  },
  {
    file: 'app/(console)/api-traffic/page.tsx',
    text: `${opening}export default function Page() {\n  return null\n}\n`,
  },
  { file: 'e2e/journeys/fine.spec.ts', text: uses('@playwright/test') },
]
