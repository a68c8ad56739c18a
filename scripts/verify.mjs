#!/usr/bin/env node
// `npm run verify`: what to run before every commit.
import path from 'node:path'
import { ensureInstalled } from './setup/install.mjs'
import { conclude } from './stages/tally.mjs'
import { verifyStages } from './stages/verify.mjs'

const root = path.resolve(import.meta.dirname, '..')
await ensureInstalled(root)
conclude(await verifyStages(root))
