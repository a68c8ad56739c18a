// Programs of the system: found on the path, or installed from Debian through apt-get where we are root.
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { step } from './step.mjs'

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** First of `commands` on the path. */
export function onPath(commands) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  return commands.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable)
}

export const canApt = () => process.getuid?.() === 0 && onPath(['apt-get']) !== undefined

let isListFresh = false

/** Installs Debian packages; answers whether that worked. */
export async function aptInstall(...packages) {
  const apt = (label, args, mayFail) =>
    step({ label, command: 'apt-get', args, env: { DEBIAN_FRONTEND: 'noninteractive' }, mayFail })
  if (!isListFresh) await apt('apt-get update', ['update', '-q'], true)
  isListFresh = true
  const { ok, said } = await apt(
    `apt-get install ${packages.join(' ')}`,
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
    true,
  )
  if (!ok) console.log(said)
  return ok
}
