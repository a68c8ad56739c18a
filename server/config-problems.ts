// What is wrong with a YAML document by a schema, in words for whoever wrote it: line, key, what is wrong
// and what would be right. Of a union only the form that was most likely meant is spoken of.
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'

export interface Problem {
  /** From 1. */
  readonly line: number
  /** "sources[3].credential"; "" for the document. */
  readonly key: string
  readonly says: string
}

type Path = readonly (string | number)[]
type Issue = z.core.$ZodIssue

export interface ReadDocument {
  /** Plain data; undefined when the text is no YAML. */
  readonly data: unknown
  readonly problems: readonly Problem[]
  /** Line of what stands at the path, or of the nearest thing around it. */
  lineOf(path: Path): number
  lineOfKey(path: Path, key: string): number
}

export function readYaml(text: string): ReadDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const lineAt = (offset: number | undefined): number => lines.linePos(offset ?? 0).line
  const nodeAt = (path: Path) =>
    document.getIn(path, true) as { range?: [number, number, number] } | undefined
  const problems = document.errors.map(({ message, pos }) => ({
    line: lineAt(pos[0]),
    key: '',
    says: message,
  }))
  return {
    data: problems.length > 0 ? undefined : dataOf(document, problems),
    problems,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const range = nodeAt(path.slice(0, length))?.range
        if (range) return lineAt(range[0])
      }
      return 1
    },
    lineOfKey: (path, key) => {
      const map = path.length === 0 ? document.contents : document.getIn(path, true)
      const pair = isMap(map)
        ? map.items.find(({ key: own }) => isScalar(own) && own.value === key)
        : undefined
      return lineAt((pair?.key as { range?: [number, number, number] } | undefined)?.range?.[0])
    },
  }
}

/** Aliases that would blow up are an error of the document too. */
function dataOf(document: Document, problems: Problem[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    problems.push({ line: 1, key: '', says: error instanceof Error ? error.message : 'cannot be read' })
    return undefined
  }
}

export const keyText = (path: Path): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('')

/** All that `schema` finds wrong with what stands at `path` of the document. */
export function problemsOf(read: ReadDocument, schema: z.ZodType, data: unknown, path: Path): Problem[] {
  const result = schema.safeParse(data)
  if (result.success) return []
  return result.error.issues.flatMap((issue) => inWords(read, { schema, data, path }, issue))
}

interface Looked {
  readonly schema: z.ZodType
  readonly data: unknown
  readonly path: Path
}

function inWords(read: ReadDocument, looked: Looked, issue: Issue): Problem[] {
  const own = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  const path = [...looked.path, ...own]
  const at = (says: string): Problem[] => [{ line: read.lineOf(path), key: keyText(path), says }]
  const value = valueAt(looked.data, own)
  if (issue.code === 'unrecognized_keys') {
    const schema = schemaAt(looked.schema, own, value)
    const known = keysOf(meantOption(schema, value) ?? schema)
    return issue.keys.map((key) => ({
      line: read.lineOfKey(path, key),
      key: keyText([...path, key]),
      says: `is not known here; what may stand here is ${known.join(', ') || 'nothing'}`,
    }))
  }
  if (issue.code === 'invalid_union') {
    const meant = meantOption(schemaAt(looked.schema, own, value), value)
    if (meant !== undefined && isContainer(value)) return problemsOf(read, meant, value, path)
    return at(value === undefined ? 'is missing' : issue.message)
  }
  if (issue.code === 'invalid_type') return at(typeWords(issue.expected, value))
  if (issue.code === 'invalid_value') return at(`is ${issue.values.map(String).join(' or ')}`)
  return at(issue.message)
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function typeWords(expected: string, value: unknown): string {
  const wanted = typeNames[expected] ?? expected
  if (value === undefined) return `is missing; it is ${wanted}`
  const isUnquoted = expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')
  return `must be ${wanted}${isUnquoted ? ': put it in quotes' : ''}`
}

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null

function valueAt(data: unknown, path: Path): unknown {
  let value = data
  for (const part of path) {
    if (!isContainer(value)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

/** What is inside of optional ones and ones with a default. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return bare(schema.def.innerType as z.ZodType)
  }
  return schema
}

function schemaAt(schema: z.ZodType, path: Path, value: unknown): z.ZodType | undefined {
  const inside = bare(schema)
  const [first, ...rest] = path
  if (first === undefined) return inside
  if (inside instanceof z.ZodObject) {
    const next = inside.shape[String(first)] as z.ZodType | undefined
    return next && schemaAt(next, rest, value)
  }
  if (inside instanceof z.ZodArray) return schemaAt(inside.element as z.ZodType, rest, value)
  if (inside instanceof z.ZodRecord) return schemaAt(inside.valueType as z.ZodType, rest, value)
  if (inside instanceof z.ZodUnion) {
    const found = inside.options.map((option) => schemaAt(option as z.ZodType, path, value))
    return found.find((one) => one !== undefined)
  }
  return undefined
}

/** The option whose fixed words fit, and of those the one that finds least wrong. */
function meantOption(schema: z.ZodType | undefined, value: unknown): z.ZodType | undefined {
  if (!(schema instanceof z.ZodUnion)) return undefined
  const ranked = schema.options.map((option) => {
    const issues = (option as z.ZodType).safeParse(value).error?.issues ?? []
    const isOther = issues.some(({ code, path }) => code === 'invalid_value' && path.length === 1)
    return { option: option as z.ZodType, wrong: issues.length + (isOther ? 100 : 0) }
  })
  return ranked.sort((left, right) => left.wrong - right.wrong)[0]?.option
}

const keysOf = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
