// What EKS offers of each add-on for a Kubernetes version in a region: read once and kept for a day. Where it
// may not be read, add-ons say nothing of newer versions, and everything else goes on.
import type { AddonInfo } from '@aws-sdk/client-eks'
import type { AddOn } from '../../../domain/model/cluster-part.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import { compareAddOnVersions } from './add-on-version.ts'

interface Offer {
  /** Those that run on this Kubernetes version, in no order. */
  readonly versions: readonly string[]
  readonly defaultVersion: string | null
  readonly publisher: string | null
  readonly owner: string | null
}
export type Offers = ReadonlyMap<string, Offer>

interface Shelf {
  readonly readAtMs: number
  readonly offers: Promise<Offers>
}

export class Catalogue {
  readonly #shelves = new Map<string, Shelf>()
  readonly #time: ProcessTime
  readonly #everyMs: number

  constructor(time: ProcessTime, everyMs: number) {
    this.#time = time
    this.#everyMs = everyMs
  }

  /** Asked by many at once, read by one; a failure is tried again by whoever asks next. */
  async offers(place: Place, version: string): Promise<Offers> {
    const key = `${place.region} ${version}`
    const known = this.#shelves.get(key)
    if (known !== undefined && this.#time.nowMs() - known.readAtMs < this.#everyMs) return await known.offers
    const offers = readOffers(place, version)
    this.#shelves.set(key, { readAtMs: this.#time.nowMs(), offers })
    try {
      return await offers
    } catch (error) {
      this.#shelves.delete(key)
      throw error
    }
  }
}

async function readOffers(place: Place, version: string): Promise<Offers> {
  const addons = await place.all(
    'DescribeAddonVersions',
    { kubernetesVersion: version },
    ({ addons }) => addons,
  )
  return new Map(
    addons.flatMap((addon) => (addon.addonName ? [[addon.addonName, offerOf(addon, version)]] : [])),
  )
}

export function offerOf(addon: AddonInfo, version: string): Offer {
  const fitting = (addon.addonVersions ?? []).filter(({ compatibilities }) =>
    compatibilities?.some(({ clusterVersion }) => clusterVersion === version),
  )
  const isDefault = ({ compatibilities }: (typeof fitting)[number]): boolean =>
    compatibilities?.some((fit) => fit.clusterVersion === version && fit.defaultVersion === true) ?? false
  return {
    versions: fitting.flatMap(({ addonVersion }) => addonVersion ?? []),
    defaultVersion: fitting.find(isDefault)?.addonVersion ?? null,
    publisher: addon.publisher ?? null,
    owner: addon.owner ?? null,
  }
}

/** The add-on with what is offered; as it was where nothing is. */
export function withOffer(addOn: AddOn, offer: Offer | undefined): AddOn {
  if (offer === undefined) return addOn
  const { version } = addOn
  const newestFirst = [...offer.versions].sort((left, right) => compareAddOnVersions(right, left))
  return {
    ...addOn,
    publisher: addOn.publisher ?? offer.publisher,
    owner: addOn.owner ?? offer.owner,
    defaultVersion: offer.defaultVersion,
    latestVersion: newestFirst[0] ?? null,
    versionsBehind:
      version === null
        ? null
        : newestFirst.filter((offered) => compareAddOnVersions(offered, version) > 0).length,
  }
}

/** Null where the catalogue may not be read or does not answer. */
export async function offersOrNone(
  catalogue: Catalogue,
  place: Place,
  version: string | null | undefined,
  onFailure: (failure: AwsFailure) => void,
): Promise<Offers | null> {
  if (!version) return null
  try {
    return await catalogue.offers(place, version)
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    onFailure(error)
    return null
  }
}
