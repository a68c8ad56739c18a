// Which contexts the kubeconfigs of a place name. Tells names only, never what opens a cluster.
import path from 'node:path'
import { CollectionFailure } from '../collection.ts'
import { readKubeconfig } from '../kube-client/kubeconfig.ts'

/** `problem` in words when they are not known. */
export interface KubeContexts {
  readonly contexts: readonly string[]
  readonly problem: string | undefined
}

/** `place`: one path, or several as $KUBECONFIG joins them. */
export async function contextsOf(place: string): Promise<KubeContexts> {
  const files = place.split(path.delimiter).filter((file) => file !== '')
  try {
    const { contexts } = await readKubeconfig({ files, mustExist: files.length === 1 })
    return { contexts: [...contexts.keys()], problem: undefined }
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    return { contexts: [], problem: error.trouble.says }
  }
}
