// kubectl, for the tests that read the simulator with the real one: the system's, else Debian's. Where it
// cannot be had these tests are skipped, loudly.
import { aptInstall, canApt, onPath } from './apt.mjs'

/** `{ file }`, or `{ problem }` in words. */
export async function ensureKubectl() {
  const found = onPath(['kubectl'])
  if (found) return { file: found }
  if (canApt() && (await aptInstall('kubernetes-client'))) {
    const installed = onPath(['kubectl'])
    if (installed) return { file: installed }
  }
  const hint =
    process.platform === 'darwin' ? 'brew install kubectl' : 'sudo apt-get install -y kubernetes-client'
  return { problem: `no kubectl here; to run these too: ${hint}` }
}
