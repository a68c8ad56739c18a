// What is filled in to read a Prometheus-compatible store, as the source it asks for and what is wrong with it. Pure.
import { isClusterId } from '../../../domain/model/cluster-id.ts'
import type { PageSource } from '../../../domain/model/source-definition.ts'

/** Whose its series are: what a label says, or all of one cluster. */
export type Whose = 'label' | 'one'

/** As typed. */
export interface StoreForm {
  readonly url: string
  readonly whose: Whose
  readonly label: string
  readonly cluster: string
  readonly credential: string
  readonly name: string
}

export const emptyStore: StoreForm = {
  ...{ url: '', whose: 'label', label: '', cluster: '' },
  ...{ credential: '', name: '' },
}

export type StoreAsked = Extract<PageSource, { kind: 'prometheus' }>

export const exampleStore = 'https://prometheus.example'

/** What stands empty is what the field shows in grey. */
export function storeAsked({ url, whose, label, cluster, credential, name }: StoreForm): StoreAsked {
  return {
    kind: 'prometheus',
    name: name.trim() === '' ? 'prometheus' : name.trim(),
    url: url === '' ? exampleStore : url,
    ...(whose === 'label'
      ? { clusterLabel: label.trim() === '' ? 'cluster' : label.trim() }
      : { cluster: cluster.trim() === '' ? 'my-cluster' : cluster.trim() }),
    ...(credential !== '' && { credential }),
  }
}

/** Nothing when it can be asked for. */
export function wrongWithStore(form: StoreForm): string[] {
  const { url, name } = storeAsked(form)
  const isUrl = form.url !== '' && URL.canParse(url) && /^https?:\/\/[^\s@]+$/.test(url)
  return [
    ...(isUrl ? [] : ['Fill in an address first']),
    ...wrongWithWhose(form),
    ...(isClusterId(name) ? [] : ['Mend the name first']),
  ]
}

function wrongWithWhose({ whose, label, cluster }: StoreForm): string[] {
  if (whose === 'one') return isClusterId(cluster.trim()) ? [] : ['Fill in the id of the cluster']
  return label.trim() === '' || /^[a-z_]\w{0,99}$/i.test(label.trim())
    ? []
    : [`${label.trim()} is no name of a label`]
}
