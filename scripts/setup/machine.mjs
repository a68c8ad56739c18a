// What machine this is and whether Periplus runs on it, in words. Must parse on any Node since 16:
// this is what tells an old one that it is old.

export const installSize = 'about 1.4 GB on disk, 0.6 GB of it the embedded event store'

/** Reason why this Node cannot run Periplus; undefined when it can. */
export function nodeProblem(version) {
  const parts = version.split('.').map(Number)
  const fits = parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)
  if (fits && parts[0] !== 21) return undefined
  return (
    `Periplus needs Node 20.19 or newer (20, 22 and 24 are tested); this is Node ${version}.\n` +
    'Install a newer one, for example with nvm: nvm install 24'
  )
}

function isGlibc() {
  const report = process.report?.getReport()
  return Boolean(report?.header?.glibcVersionRuntime)
}

/** Machines the embedded event store runs on; elsewhere a ClickHouse server does its work. */
export function machineProblem(machine) {
  const known =
    (machine.platform === 'linux' && machine.glibc && ['x64', 'arm64'].includes(machine.arch)) ||
    (machine.platform === 'darwin' && ['x64', 'arm64'].includes(machine.arch))
  if (machine.platform === 'win32') {
    return 'Periplus runs on Windows inside WSL2: open a WSL2 shell (wsl --install) and run the same command there.'
  }
  if (known || machine.hasClickhouse) return undefined
  const libc =
    machine.platform === 'linux' && !machine.glibc ? ', without glibc (Alpine and other musl systems)' : ''
  return (
    `The embedded event store does not exist for this machine (${machine.platform} ${machine.arch}${libc}).\n` +
    'It runs on Linux x64 and arm64 with glibc, on macOS and in WSL2. Elsewhere set CLICKHOUSE_URL to a ClickHouse\n' +
    'server, for example CLICKHOUSE_URL=http://default:secret@127.0.0.1:8123/periplus, and start again.'
  )
}

export function thisMachine() {
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: process.platform === 'linux' && isGlibc(),
    hasClickhouse: Boolean(process.env.CLICKHOUSE_URL),
  }
}
