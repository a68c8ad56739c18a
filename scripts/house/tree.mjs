// The files of the house as the checks see them: paths below the root, text, and for modules their
// imports and string literals out of the TypeScript parser. Judges nothing.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const skippedFolders = new Set(['node_modules', '.git', '.next', 'dist', '.periplus', 'test-results'])

function walk(root, folder = '') {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skippedFolders.has(entry.name)) return []
    const below = path.posix.join(folder, entry.name)
    return entry.isDirectory() ? walk(root, below) : [below]
  })
}

/** Tracked and not yet tracked files, ignored ones left out; without git every file below the root. */
function listFiles(root) {
  if (!existsSync(path.join(root, '.git'))) return walk(root)
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
  return execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], options)
    .split('\0')
    .filter((file) => file !== '' && existsSync(path.join(root, file)))
}

/** Where a relative specifier leads, as a path below the root; null for packages. */
function resolveSpecifier(from, specifier) {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : null
}

function namesOf(clause) {
  if (clause === undefined) return []
  const named = clause.namedBindings
  const list =
    named && ts.isNamedImports(named) ? named.elements.map((e) => (e.propertyName ?? e.name).text) : []
  const whole = clause.name || (named && ts.isNamespaceImport(named)) ? ['*'] : []
  return [...whole, ...list]
}

function isTypeOnly(node) {
  const clause = node.importClause
  if (clause?.isTypeOnly || node.isTypeOnly) return true
  const named = clause?.namedBindings
  return Boolean(
    named &&
      ts.isNamedImports(named) &&
      !clause.name &&
      named.elements.length > 0 &&
      named.elements.every((e) => e.isTypeOnly),
  )
}

function importOf(file, source, node) {
  const declared = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  const typed = ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
  const literal = declared
    ? node.moduleSpecifier
    : dynamic
      ? node.arguments[0]
      : typed
        ? node.argument.literal
        : undefined
  if (literal === undefined || !ts.isStringLiteralLike(literal)) return undefined
  return {
    specifier: literal.text,
    target: resolveSpecifier(file, literal.text),
    typeOnly: typed || (declared && isTypeOnly(node)),
    names: ts.isImportDeclaration(node) ? namesOf(node.importClause) : ['*'],
    line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
  }
}

function literalText(node) {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map((span) => `?${span.literal.text}`).join('')
  }
  return undefined
}

const branchKinds = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.TryStatement,
])

/** Imports, literals, branches and calls of one module, each with its line. */
function parseModule(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found = { imports: [], literals: [], branches: [], calls: [] }
  const lineOf = (node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  const visit = (node) => {
    const imported = importOf(file, source, node)
    if (imported) found.imports.push(imported)
    const literal = imported ? undefined : literalText(node)
    if (literal !== undefined) found.literals.push({ text: literal, line: lineOf(node) })
    if (branchKinds.has(node.kind)) found.branches.push({ line: lineOf(node) })
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      found.calls.push({ name: node.expression.text, line: lineOf(node) })
    }
    if (!(imported && ts.isImportDeclaration(node))) ts.forEachChild(node, visit)
  }
  visit(source)
  return { source, ...found }
}

const isText = (bytes) => !bytes.subarray(0, 8_000).includes(0)
const isModule = (file) => /\.(ts|tsx|mjs)$/.test(file) && !file.endsWith('.d.ts')

/** Reads the tree once; every check asks this. */
export function readTree(root) {
  const files = listFiles(root)
    .filter((file) => statSync(path.join(root, file)).isFile())
    .sort()
  const text = new Map()
  for (const file of files) {
    const bytes = readFileSync(path.join(root, file))
    if (isText(bytes)) text.set(file, bytes.toString('utf8'))
  }
  const modules = new Map(
    files
      .filter(isModule)
      .map((file) => [file, { file, text: text.get(file), ...parseModule(file, text.get(file)) }]),
  )
  return { root, files, text, modules }
}

/** Tests, journeys and what they stand on. */
export const isTestFile = (file) =>
  /\.(test|spec)\.(ts|tsx)$/.test(file) || /^(e2e|db\/store-tests)\//.test(file) || /\/fixtures\//.test(file)

/** Lines of a text as an editor counts them. */
export const lineCount = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
