// What ingest tokens need of the relational store, and how an unknown cluster becomes known: an EKS
// default id says its region and account, any other id is taken as it is.

import type { Relational } from '../db/relational/client.ts'
import { findIngestToken } from '../db/relational/read/ingest-tokens.ts'
import { registerCluster } from '../db/relational/write/clusters.ts'
import { markIngestTokenUsed } from '../db/relational/write/ingest-tokens.ts'
import { placeOf } from '../domain/model/cluster-id.ts'
import { storeFailure } from '../domain/store-failure.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { TokenStore } from './auth/tokens.ts'

/** Failures of the store come out as Unavailable. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw storeFailure(error) ?? error
  }
}

export function tokenStoreOf(relational: Relational, clock: Clock): TokenStore {
  return {
    now: () => clock.now(),
    find: (sha256) => told(findIngestToken(relational, { sha256 })),
    register: (clusterId) =>
      told(registerCluster(relational, { id: clusterId, ...placeOf(clusterId), now: clock.now() })),
    // When a token was last used is good to know and never worth a refused event.
    used: (id) => void markIngestTokenUsed(relational, { id, now: clock.now() }).catch(() => undefined),
  }
}
