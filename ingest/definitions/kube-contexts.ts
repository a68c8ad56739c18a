// Which contexts a kubeconfig on disk names. Reads names only, never what opens a cluster, and reads a file
// again only when it changed.
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/** `contexts` of what could be read; `problem` in words when something could not. */
export interface KubeContexts {
  readonly contexts: readonly string[]
  readonly problem: string | undefined
  /** False when no file is there at all. */
  readonly exists: boolean
}

const kubeconfig = z.object({
  contexts: z.array(z.object({ name: z.string().min(1).max(1_024) })).nullish(),
})
const mostBytes = 20_000_000

interface Read {
  readonly version: string
  readonly found: KubeContexts
}

const none = (problem: string | undefined): KubeContexts => ({ contexts: [], problem, exists: false })

export class KubeconfigReader {
  readonly #read = new Map<string, Read>()

  /** `place`: one path, or several as $KUBECONFIG joins them; contexts of the first file win. */
  async contextsOf(place: string): Promise<KubeContexts> {
    const files = place.split(path.delimiter).filter((file) => file !== '')
    const found = await Promise.all(files.map((file) => this.#contextsOfFile(file)))
    return {
      contexts: [...new Set(found.flatMap(({ contexts }) => contexts))],
      problem: found.find(({ problem, exists }) => problem !== undefined && (exists || files.length === 1))
        ?.problem,
      exists: found.some(({ exists }) => exists),
    }
  }

  async #contextsOfFile(file: string): Promise<KubeContexts> {
    try {
      const { mtimeMs, size, ino } = await stat(file)
      const version = `${mtimeMs} ${size} ${ino}`
      const known = this.#read.get(file)
      if (known?.version === version) return known.found
      const found = size > mostBytes ? tooLarge(file) : contextsIn(file, await readFile(file, 'utf8'))
      this.#read.set(file, { version, found })
      return found
    } catch (error) {
      this.#read.delete(file)
      const code = (error as NodeJS.ErrnoException).code ?? String(error)
      if (code === 'ENOENT') return none(`there is no file ${file}`)
      return { ...none(`${file} cannot be read: ${code}`), exists: true }
    }
  }
}

const tooLarge = (file: string): KubeContexts => ({
  ...none(`${file} is larger than 20 MB; is that a kubeconfig?`),
  exists: true,
})

function contextsIn(file: string, text: string): KubeContexts {
  try {
    const data = kubeconfig.safeParse(parse(text, { maxAliasCount: 100, logLevel: 'error' }) ?? {})
    if (!data.success)
      return { ...none(`${file} is no kubeconfig: it has no list of contexts`), exists: true }
    return { contexts: (data.data.contexts ?? []).map(({ name }) => name), problem: undefined, exists: true }
  } catch {
    // The parser's words quote the file, which holds secrets.
    return { ...none(`${file} is no kubeconfig: it is not YAML`), exists: true }
  }
}
