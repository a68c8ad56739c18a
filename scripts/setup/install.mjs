// Dependencies as the lockfile says, installed once: a stamp beside them remembers which lockfile they
// came from. `npm install`, never `npm ci`: a lockfile may lack packages of other platforms.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { installSize } from './machine.mjs'
import { step } from './step.mjs'

const neededBytes = 3e9
const stampOf = (root) => path.join(root, 'node_modules/.cache/periplus/installed')
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
const readText = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Changes when anything does that decides what is in node_modules. */
function wantedDigest(root) {
  const { dependencies, devDependencies, overrides } = readJson(path.join(root, 'package.json'))
  const hash = createHash('sha256')
  hash.update(JSON.stringify([dependencies, devDependencies, overrides, process.platform, process.arch]))
  hash.update(readText(path.join(root, 'package-lock.json')))
  return hash.digest('hex')
}

/** True when npm's own record says that exactly the lockfile is installed (somebody ran npm install). */
function isAsLocked(root) {
  const recordFile = path.join(root, 'node_modules/.package-lock.json')
  const lockFile = path.join(root, 'package-lock.json')
  if (!existsSync(recordFile) || !existsSync(lockFile)) return false
  const record = readJson(recordFile).packages
  return Object.entries(readJson(lockFile).packages).every(([place, { version, optional, devOptional }]) => {
    if (place === '') return true
    return record[place] ? record[place].version === version : Boolean(optional || devOptional)
  })
}

function packagesIn(folder) {
  if (!existsSync(folder)) return 0
  return readdirSync(folder).reduce((count, name) => {
    if (name.startsWith('.')) return count
    const place = path.join(folder, name)
    return (
      count +
      (name.startsWith('@') ? packagesIn(place) : Number(existsSync(path.join(place, 'package.json'))))
    )
  }, 0)
}

function refuseFullDisk(root) {
  const { bavail, bsize } = statfsSync(root)
  if (bavail * bsize >= neededBytes) return
  throw new Error(
    `Not enough disk: the installation takes ${installSize}, and needs 3 GB free while it works; ` +
      `${root} has ${((bavail * bsize) / 1e9).toFixed(1)} GB.`,
  )
}

/** How to run npm: the one that started us, else the one on the path. */
export function npmCommand(...args) {
  const self = process.env.npm_execpath
  return self && /npm-cli\.[cm]?js$/.test(self)
    ? { command: process.execPath, args: [self, ...args] }
    : { command: 'npm', args }
}

/** npm links the commands of dependencies, not our own: this makes `npx periplus` work in a clone. */
function linkCommand(root) {
  const link = path.join(root, 'node_modules/.bin/periplus')
  const target = path.join('..', '..', 'bin', 'periplus.mjs')
  if (existsSync(link)) return
  mkdirSync(path.dirname(link), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(target, link)
}

/** Answers true when something had to be installed. */
export async function ensureInstalled(root) {
  const wasInstalled = await installOnce(root)
  linkCommand(root)
  return wasInstalled
}

async function installOnce(root) {
  const wanted = wantedDigest(root)
  if (readText(stampOf(root)) === wanted) return false
  const stamp = () => {
    mkdirSync(path.dirname(stampOf(root)), { recursive: true })
    writeFileSync(stampOf(root), wanted)
  }
  if (isAsLocked(root)) {
    stamp()
    return false
  }
  refuseFullDisk(root)
  console.log(
    `Installing dependencies: ${installSize}; about a minute on a fast line. Later starts skip this.`,
  )
  const modules = path.join(root, 'node_modules')
  const { packages } = readJson(path.join(root, 'package-lock.json'))
  const expected = Object.entries(packages).filter(
    ([place, { optional }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(place) && !optional,
  ).length
  const npm = npmCommand(
    'install',
    '--include=dev',
    '--include=optional',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  )
  await step({
    label: 'npm install',
    ...npm,
    cwd: root,
    env: { NODE_ENV: 'development' },
    progress: () => {
      const begun = packagesIn(modules)
      return begun < expected
        ? `${begun} of about ${expected} packages`
        : 'all packages begun, unpacking the large ones'
    },
  })
  stamp()
  return true
}
