// Who may import whom, exactly, over the import graph; lint says most of it in the editor, this says
// all of it. The table is the one of ARCHITECTURE.md. Knows nothing of what the modules do.

const starts =
  (...prefixes) =>
  (file) =>
    prefixes.some((prefix) => file.startsWith(prefix))
const isOneOf =
  (...files) =>
  (file) =>
    files.includes(file)
const any =
  (...tests) =>
  (file) =>
    tests.some((test) => test(file))

const domain = starts('domain/')
const db = starts('db/')
const ingest = starts('ingest/')
const answers = starts('server/queries/', 'server/auth/')
const menus = any(starts('server/routers/'), isOneOf('server/root.ts'))
/** What a process is composed of, the door it opens, and the tests that look at the whole. */
const composition = any(
  (file) => /^server\/[^/]+\.test\.ts$/.test(file),

  isOneOf('server/main.ts', 'server/serve.ts', 'server/start.ts', 'server/stores.ts'),
  starts('server/http/'),
)
/** What stands at the top of server: context, runtime, settings, clock, log. */
const bearings = (file) =>
  /^server\/[^/]+\.ts$/.test(file) && !composition(file) && !/^server\/(root|trpc)\.ts$/.test(file)
const trpc = isOneOf('server/trpc.ts')
const doorTest = (file) => /^app\/api\/.*\.test\.ts$/.test(file)
const door = any(starts('app/api/'), isOneOf('app/_trpc/server.ts', 'app/_trpc/server.tsx'))
const routerTypes = ['AppRouter', 'RouterInputs', 'RouterOutputs']

/**
 * First row whose `is` holds decides. `may`: what it imports besides itself; `types`: what it may
 * take types from (with `names`: only these).
 */
export const floors = [
  { room: 'domain', is: domain, may: domain },
  { room: 'db', is: db, may: any(db, domain) },
  { room: 'ingest', is: ingest, may: any(ingest, domain, db) },
  { room: 'server/queries, server/auth', is: answers, may: any(answers, domain, db), types: bearings },
  { room: 'server/routers, root', is: menus, may: any(menus, answers, trpc, domain), types: bearings },
  { room: 'server/trpc', is: trpc, may: any(bearings, answers, domain) },
  {
    room: 'server/*.ts',
    is: bearings,
    may: any(bearings, answers, domain, db),
    types: any(ingest),
  },
  { room: 'server', is: composition, may: any(starts('server/'), domain, db, ingest) },
  { room: 'components', is: starts('components/'), may: any(starts('components/'), domain) },
  { room: 'tests of app doors', is: doorTest, may: any(starts('app/api/', 'server/'), ingest, db, domain) },
  {
    room: 'app doors',
    is: door,
    may: any(starts('app/'), isOneOf('server/root.ts', 'server/context.ts'), domain),
  },
  {
    room: 'app',
    is: starts('app/'),
    may: any(starts('app/', 'components/'), domain),
    types: starts('server/'),
    names: routerTypes,
  },
  {
    room: 'bin',
    is: starts('bin/'),
    may: any(starts('bin/', 'server/', 'db/', 'ingest/', 'domain/'), isOneOf('simulator/main.ts')),
  },
  { room: 'simulator', is: starts('simulator/'), may: starts('simulator/') },
  { room: 'e2e', is: starts('e2e/'), may: starts('e2e/') },
  { room: 'bench', is: starts('bench/'), may: starts('bench/') },
  { room: 'scripts', is: starts('scripts/'), may: starts('scripts/', 'server/', 'db/', 'domain/') },
]

function judge(row, imported) {
  if (row.may(imported.target)) return undefined
  if (row.types?.(imported.target)) {
    if (!imported.typeOnly) return `${row.room} may take types only from ${imported.target}`
    const strange = row.names && imported.names.filter((name) => !row.names.includes(name))
    if (strange?.length)
      return `${row.room} may take only ${row.names.join(', ')} from server, not ${strange.join(', ')}`
    return undefined
  }
  return `${row.room} may not import ${imported.target}`
}

export function checkFloors(tree) {
  return [...tree.modules.values()].flatMap(({ file, imports }) => {
    const row = floors.find((candidate) => candidate.is(file))
    if (!row) return []
    return imports
      .filter((imported) => imported.target !== null && !imported.target.startsWith('..'))
      .flatMap((imported) => {
        const problem = judge(row, imported)
        return problem ? [{ file, line: imported.line, rule: 'floors', problem }] : []
      })
  })
}

/** The engine beneath the two protocols is the embedded child's own affair. */
const engines = /^(chdb|@electric-sql\/)/

export function checkEngines(tree) {
  return [...tree.modules.values()].flatMap(({ file, imports }) =>
    imports
      .filter((imported) => engines.test(imported.specifier) && !file.startsWith('db/embedded/'))
      .map(({ line, specifier }) => ({
        file,
        line,
        rule: 'engines',
        problem: `only db/embedded knows which engine runs beneath, not through ${specifier}`,
      })),
  )
}

/** Folder of siblings → the name that tells one sibling from another. */
const families = [
  { name: 'source', of: (file) => /^ingest\/sources\/([^/]+)\//.exec(file)?.[1] },
  {
    name: 'check',
    of: (file) => {
      const check = /^domain\/insights\/([^/]+?)(\.test)?\.ts$/.exec(file)?.[1]
      return check === 'check' || check === 'registry' ? undefined : check
    },
  },
  { name: 'screen', of: (file) => /^app\/\(console\)\/([a-z][^/]*)\//.exec(file)?.[1] },
]

export function checkSiblings(tree) {
  return [...tree.modules.values()].flatMap(({ file, imports }) =>
    imports.flatMap((imported) =>
      families.flatMap(({ name, of }) => {
        const mine = of(file)
        const theirs = imported.target && of(imported.target)
        if (!mine || !theirs || mine === theirs) return []
        const problem = `${name} ${mine} imports its sibling ${theirs}; what two share moves down a floor`
        return [{ file, line: imported.line, rule: 'siblings', problem }]
      }),
    ),
  )
}
