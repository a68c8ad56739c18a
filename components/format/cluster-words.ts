// What a cluster's health, tier and compute are called, and in which tone, wherever a cluster is shown.
import type { ClusterHealth } from '../../domain/model/cluster-health.ts'
import type { Tone } from '../ui/status.tsx'

export const healthWords: Record<ClusterHealth, string> = {
  critical: 'Critical',
  degraded: 'Degraded',
  stale: 'Stale',
  unknown: 'Not read',
  healthy: 'Healthy',
}

export const healthTones: Record<ClusterHealth, Tone> = {
  critical: 'crit',
  degraded: 'warn',
  stale: 'stale',
  unknown: 'unk',
  healthy: 'ok',
}

/** "tier-2xl" → "2XL"; "standard" → "Standard". */
export function tierWord(tier: string): string {
  return tier === 'standard' ? 'Standard' : tier.replace(/^tier-/, '').toUpperCase()
}

const computeWords: Readonly<Record<string, string>> = {
  karpenter: 'Karpenter',
  'auto-mode': 'Auto Mode',
  managed: 'Managed',
  'self-managed': 'Self-managed',
  fargate: 'Fargate',
  hybrid: 'Hybrid nodes',
}

export const computeWord = (kind: string): string => computeWords[kind] ?? kind

/** The tone of a provider's life-cycle word. */
export function statusTone(status: string): Tone {
  if (/FAILED|DEGRADED/.test(status)) return 'crit'
  return /ING$|PENDING/.test(status) ? 'info' : 'ok'
}
