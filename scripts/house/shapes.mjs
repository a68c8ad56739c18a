// The shape of each thing: names, sizes, opening words, registries, and SQL kept in db. One function
// per rule, each answering a list of violations; none changes a file.
import path from 'node:path'
import ts from 'typescript'
import { isTestFile, lineCount } from './tree.mjs'

const nounless = new Set([
  'lib',
  'utils',
  'helpers',
  'common',
  'types',
  'hooks',
  'util',
  'helper',
  'misc',
  'shared',
])

export function checkNames(tree) {
  return tree.files.flatMap((file) => {
    const folders = path.posix.dirname(file).split('/')
    const folder = folders.find((name) => nounless.has(name))
    const stem = path.posix.basename(file).split('.')[0]
    const found = []
    if (folder) found.push(`a folder named ${folder}: a thing without a noun has not been understood yet`)
    if (nounless.has(stem)) found.push(`a file named ${stem}: name it for its one main export`)
    return found.map((problem) => ({ file, line: 1, rule: 'names', problem }))
  })
}

/** Hard sizes of ARCHITECTURE.md; the general 400 lines and 60 a function are lint's. */
const sizes = [
  { is: /^domain\/insights\/(?!registry|check)[^/]+\.ts$/, lines: 120 },
  { is: /^db\/[^/]+\/read\/.+\.ts$/, lines: 250 },
  { is: /^server\/queries\/.+\.ts$/, lines: 200 },
  { is: /^server\/routers\/.+\.ts$/, lines: 120 },
  { is: /^app\/.*page\.tsx$/, lines: 60 },
  { is: /^app\/.*\/_panels\/.+\.tsx$/, lines: 150 },
  { is: /^components\/charts\/.+\.tsx$/, lines: 200 },
  { is: /^simulator\/scenarios\/(?!registry)[^/]+\.ts$/, lines: 150 },
  { is: /^e2e\/journeys\/.+\.spec\.ts$/, lines: 150 },
]

export function checkSizes(tree) {
  return [...tree.modules.values()].flatMap(({ file, text }) => {
    const row = /\.test\.tsx?$/.test(file) ? undefined : sizes.find(({ is }) => is.test(file))
    const lines = lineCount(text)
    if (!row || lines <= row.lines) return []
    return [
      {
        file,
        line: row.lines,
        rule: 'sizes',
        problem: `${lines} lines; such a file holds at most ${row.lines}`,
      },
    ]
  })
}

const forms = [
  'select\\b[^]*\\bfrom\\b|select\\s+(1|now|version)|insert\\s+into\\b|delete\\s+from\\b|update\\s+\\S+\\s+set\\b',
  'create\\s+(or\\s+replace\\s+)?(table|materialized|database|view|index|unique|role|schema)\\b',
  '(alter|drop|truncate|optimize|attach|detach|rename)\\s+(table|database|view|partition|index|role|schema)\\b',
  'with\\s+\\S+\\s+as\\s*\\(|kill\\s+query\\b|system\\s+(flush|sync|stop|start|reload)\\b|explain\\s+(select|plan)\\b',
].join('|')
const opens = (words) => new RegExp(`^\\s*(--[^\\n]*\\n\\s*)*(${words})`)
/** Keywords in one case throughout: "Select a row from the table" is said to a person. */
const keywordsUp = forms.replace(/(\\.)|([a-z])/g, (_, escaped, letter) => escaped ?? letter.toUpperCase())
const statements = [opens(forms), opens(keywordsUp)]
const isStatement = (text) => statements.some((pattern) => pattern.test(text))

/** bench fills stores over their protocol from outside, and tests may ask a store what it holds. */
const mayHoldSql = (file) => /^(db|bench|scripts\/house)\//.test(file) || isTestFile(file)

export function checkSql(tree) {
  return [...tree.modules.values()]
    .filter(({ file }) => !mayHoldSql(file))
    .flatMap(({ file, literals }) =>
      literals
        .filter(({ text }) => isStatement(text))
        .map(({ line }) => ({
          file,
          line,
          rule: 'sql',
          problem: 'SQL lives in db only; ask a function of db/*/read',
        })),
    )
}

export function checkMenus(tree) {
  return [...tree.modules.values()]
    .filter(({ file }) => /^server\/routers\//.test(file) && !isTestFile(file))
    .flatMap(({ file, branches }) =>
      branches.map(({ line }) => ({
        file,
        line,
        rule: 'menus',
        problem: 'a router decides nothing; the query does',
      })),
    )
}

export function checkDrawing(tree) {
  return [...tree.modules.values()]
    .filter(({ file }) => file.startsWith('components/') && !isTestFile(file))
    .flatMap(({ file, calls }) =>
      calls
        .filter(({ name }) => name === 'fetch')
        .map(({ line }) => ({
          file,
          line,
          rule: 'drawing',
          problem: 'a component never fetches: data comes by props',
        })),
    )
}

export function checkMocks(tree) {
  return [...tree.modules.values()]
    .filter(({ file }) => !isTestFile(file) && !/^(vitest|playwright)\.|^scripts\//.test(file))
    .flatMap(({ file, imports }) =>
      imports
        .filter(
          ({ specifier }) =>
            /^(vitest|fast-check|@playwright\/test)/.test(specifier) && !file.startsWith('bench/'),
        )
        .map(({ line, specifier }) => ({
          file,
          line,
          rule: 'mocks',
          problem: `${specifier} inside a production folder`,
        })),
    )
}

/** Words of the comment a module opens with, after a shebang and 'use client'. */
function openingWords(text) {
  const lines = text.split('\n').filter((line) => !/^(#!|'use |"use |@charset|\s*$)/.test(line))
  const first = lines.findIndex((line) => !/^\s*(\/\/|\/\*|\*)/.test(line))
  return lines
    .slice(0, first < 0 ? undefined : first)
    .join(' ')
    .split(/\s+/)
    .filter((word) => /[a-z]/i.test(word)).length
}

const fewestWords = 6

export function checkOpenings(tree) {
  return [...tree.modules.values()]
    .filter(({ file }) => !isTestFile(file) && !/\.config\.ts$/.test(file))
    .filter(({ text }) => openingWords(text) < fewestWords)
    .map(({ file }) => ({
      file,
      line: 1,
      rule: 'openings',
      problem: 'a module opens by saying what it answers and what it refuses to do, in two to five lines',
    }))
}

/** Identifiers of every array a registry exports. */
function registeredNames(source) {
  const names = []
  const visit = (node) => {
    if (ts.isArrayLiteralExpression(node))
      names.push(...node.elements.filter(ts.isIdentifier).map((e) => e.text))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

/** Files or folders beside the registry that should be in it. */
function membersBeside(tree, folder) {
  const inside = tree.files
    .filter((file) => file.startsWith(`${folder}/`))
    .map((file) => file.slice(folder.length + 1))
  const folders = new Set(inside.filter((file) => file.includes('/')).map((file) => file.split('/')[0]))
  if (folders.size > 0) return [...folders]
  const single = inside.filter((file) => /^[^.]+\.ts$/.test(file)).map((file) => file.replace(/\.ts$/, ''))
  return single.filter((name) => !['registry', 'check', 'source', 'scenario'].includes(name))
}

export function checkRegistries(tree) {
  return [...tree.modules.values()]
    .filter(({ file }) => /(^|\/)registry\.ts$/.test(file))
    .flatMap(({ file, source, imports }) => {
      const folder = path.posix.dirname(file)
      const names = registeredNames(source)
      const found = []
      const sorted = [...names].sort((a, b) => a.localeCompare(b, 'en'))
      if (names.join() !== sorted.join()) found.push(`not sorted: ${names.join(', ')}`)
      for (const member of membersBeside(tree, folder)) {
        const reached = imports.some(
          ({ target }) => target === `${folder}/${member}.ts` || target?.startsWith(`${folder}/${member}/`),
        )
        if (!reached) found.push(`member ${member} is missing`)
        const tested = tree.files.some(
          (f) =>
            f === `${folder}/${member}.test.ts` ||
            (f.startsWith(`${folder}/${member}/`) && /\.test\.ts$/.test(f)),
        )
        if (!tested) found.push(`member ${member} has no test`)
      }
      return found.map((problem) => ({ file, line: 1, rule: 'registries', problem }))
    })
}
