// What tracked text may not say, and what each room must say about itself: no path of one machine, no
// package registry, no unfinished business; a README of at most 40 lines in every room.
import { lineCount } from './tree.mjs'

const forbidden = [
  {
    problem: 'a path of one machine',
    pattern: /(^|[\s"'`(=:])\/(work|root|home\/[a-z]+|Users\/[A-Za-z]+)\/[A-Za-z0-9_.-]/,
  },
  {
    problem: 'a package registry host',
    pattern:
      /\b(registry\.(npmjs|yarnpkg)\.|npm\.pkg\.github\.|(deb|security)\.debian\.|archive\.ubuntu\.|pypi\.org|registry\.npmmirror\.)/,
  },
  {
    problem: 'a resolved address in the lockfile',
    pattern: /^\s+"resolved": "https?:/,
    only: /package-lock\.json$/,
  },
  { problem: 'a registry in npm settings', pattern: /^\s*(@[^:]+:)?registry\s*=/, only: /\.npmrc$/ },
  { problem: 'unfinished business', pattern: /\b(TODO|FIXME|XXX)\b/, only: /\.(ts|tsx|mjs|css|sql)$/ },
]

/** The checks themselves, and data that outside systems wrote. */
const exempt = (file) => /^scripts\/house[./]|\/fixtures\//.test(file) || /\.(svg|jsonl|ndjson)$/.test(file)

export function checkTexts(tree) {
  return [...tree.text].flatMap(([file, text]) => {
    if (exempt(file)) return []
    const rules = forbidden.filter(({ only }) => !only || only.test(file))
    return text
      .split('\n')
      .flatMap((lineText, index) =>
        rules
          .filter(({ pattern }) => pattern.test(lineText))
          .map(({ problem }) => ({ file, line: index + 1, rule: 'texts', problem })),
      )
  })
}

const topRooms = [
  'app',
  'bench',
  'bin',
  'components',
  'db',
  'domain',
  'e2e',
  'ingest',
  'scripts',
  'server',
  'simulator',
]
const innerRooms = ['db/embedded', 'db/events', 'db/relational', 'ingest/pipeline']
const readmeLines = 40

export function checkReadmes(tree) {
  const sources = tree.files.flatMap((file) => /^ingest\/sources\/[^/]+(?=\/)/.exec(file)?.[0] ?? [])
  const rooms = [...new Set([...topRooms, ...innerRooms, ...sources])]
  return rooms
    .filter((room) => tree.files.some((file) => file.startsWith(`${room}/`)))
    .flatMap((room) => {
      const file = `${room}/README.md`
      const text = tree.text.get(file)
      if (text === undefined)
        return [{ file, line: 1, rule: 'readmes', problem: `the room ${room} has no README` }]
      const lines = lineCount(text)
      if (lines <= readmeLines) return []
      return [
        {
          file,
          line: readmeLines,
          rule: 'readmes',
          problem: `${lines} lines; a room says it in ${readmeLines}`,
        },
      ]
    })
}
