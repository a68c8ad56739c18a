'use client'
// What the page lists, as the address says: clusters by check, or findings one by one.
import { useUpgradesView } from '../upgrades-view.ts'
import { FindingsCard } from './findings-card.tsx'
import { MatrixCard } from './matrix-card.tsx'

export function Listed() {
  return useUpgradesView().params.list === 'findings' ? <FindingsCard /> : <MatrixCard />
}
