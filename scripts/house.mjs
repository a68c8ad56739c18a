#!/usr/bin/env node
// House checks: what lint cannot say. Floors by import graph, names, sizes, SQL, registries, texts and
// READMEs. Prints one line per violation (or JSON with --json) and exits 1 when there is any.
// Usage: node scripts/house.mjs [--json] [ROOT]
import path from 'node:path'
import { checkEngines, checkFloors, checkSiblings } from './house/floors.mjs'
import {
  checkDrawing,
  checkMenus,
  checkMocks,
  checkNames,
  checkOpenings,
  checkRegistries,
  checkSizes,
  checkSql,
} from './house/shapes.mjs'
import { checkReadmes, checkTexts } from './house/texts.mjs'
import { readTree } from './house/tree.mjs'

const checks = [
  checkDrawing,
  checkEngines,
  checkFloors,
  checkMenus,
  checkMocks,
  checkNames,
  checkOpenings,
  checkReadmes,
  checkRegistries,
  checkSiblings,
  checkSizes,
  checkSql,
  checkTexts,
]

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const [given] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const root = path.resolve(given ?? path.join(import.meta.dirname, '..'))
const tree = readTree(root)
const violations = checks.flatMap((check) => check(tree))

if (flags.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ checks: checks.length, files: tree.files.length, violations })}\n`)
} else {
  for (const { file, line, rule, problem } of violations) console.log(`${file}:${line} ${rule}: ${problem}`)
  console.log(
    `house: ${checks.length} checks over ${tree.files.length} files, ${violations.length} violations`,
  )
}
process.exitCode = violations.length > 0 ? 1 : 0
