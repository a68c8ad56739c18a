// The name a cluster has in every store, URL and token, and how that of an EKS cluster follows from
// its name, region and account. Checked at the doors by cluster-id-input.ts.
export type ClusterId = string

export const clusterIdForm = /^[a-z0-9][a-z0-9.-]{0,99}$/

export const isClusterId = (text: string): boolean => clusterIdForm.test(text)

export interface EksCluster {
  readonly name: string
  readonly region: string
  readonly accountId: string
}

const idLimit = 100

/**
 * `<name>.<region>.<accountId>`. A name that no id may have (EKS allows capitals, underscores and 100
 * characters) is written as it may be, with a hash behind it that keeps two such names apart.
 */
export function eksClusterId({ name, region, accountId }: EksCluster): ClusterId {
  const place = `.${region}.${accountId}`
  if (isClusterId(name) && name.length + place.length <= idLimit) return name + place
  const mark = `-${hashOf(name)}`
  const allowed = name.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')
  return `${allowed.slice(0, idLimit - place.length - mark.length)}${mark}${place}`
}

/** FNV-1a, 64 bits, as 13 letters and digits: it tells names of one account apart and guards nothing. */
function hashOf(name: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(name)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  return hash.toString(36).padStart(13, '0')
}

const eksId = /^.+\.([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.(\d{12})$/

/** What an id of the EKS form says; nulls for any other. */
export function placeOf(clusterId: ClusterId): { region: string | null; accountId: string | null } {
  const [, region, accountId] = eksId.exec(clusterId) ?? []
  return { region: region ?? null, accountId: accountId ?? null }
}
