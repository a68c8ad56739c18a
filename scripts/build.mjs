#!/usr/bin/env node
// `npm run build`: installs what is missing, then builds anew whatever the stamp says.
import path from 'node:path'
import { ensureBuilt } from './setup/build.mjs'
import { ensureInstalled } from './setup/install.mjs'

const root = path.resolve(import.meta.dirname, '..')
try {
  await ensureInstalled(root)
  await ensureBuilt(root, { force: true })
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
