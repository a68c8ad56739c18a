// The machines that nodes are: what each has and what of it pods may use. Facts of AWS's instance types.

export interface Machine {
  readonly type: string
  readonly cpus: number
  readonly memoryGib: number
  readonly architecture: 'amd64' | 'arm64'
  readonly pods: number
  /** Devices as the scheduler names them. */
  readonly devices?: { readonly resource: string; readonly count: number }
}

const nvidia = (count: number) => ({ resource: 'nvidia.com/gpu', count })

export const machines = {
  c6g4: { type: 'c6g.4xlarge', cpus: 16, memoryGib: 32, architecture: 'arm64', pods: 110 },
  c7i24: { type: 'c7i.24xlarge', cpus: 96, memoryGib: 192, architecture: 'amd64', pods: 250 },
  m6i1: { type: 'm6i.xlarge', cpus: 4, memoryGib: 16, architecture: 'amd64', pods: 58 },
  m6i4: { type: 'm6i.4xlarge', cpus: 16, memoryGib: 64, architecture: 'amd64', pods: 110 },
  m7i24: { type: 'm7i.24xlarge', cpus: 96, memoryGib: 384, architecture: 'amd64', pods: 250 },
  p548: {
    type: 'p5.48xlarge',
    cpus: 192,
    memoryGib: 2048,
    architecture: 'amd64',
    pods: 100,
    devices: nvidia(8),
  },
  p6b200: {
    type: 'p6-b200.48xlarge',
    cpus: 192,
    memoryGib: 2048,
    architecture: 'amd64',
    pods: 198,
    devices: nvidia(8),
  },
  r7g16: { type: 'r7g.16xlarge', cpus: 64, memoryGib: 512, architecture: 'arm64', pods: 250 },
  t3large: { type: 't3.large', cpus: 2, memoryGib: 8, architecture: 'amd64', pods: 35 },
} as const satisfies Record<string, Machine>

export type MachineName = keyof typeof machines

/** What the kubelet keeps for itself and the system, as EKS's images reckon it. */
export function allocatableOf({ cpus, memoryGib, pods }: Machine): {
  cpuMillicores: number
  memoryKib: number
} {
  const steps = [
    [1, 60],
    [1, 10],
    [2, 5],
  ] as const
  let rest = cpus
  let reserved = 0
  for (const [cores, millicores] of steps) {
    reserved += Math.min(rest, cores) * millicores
    rest -= Math.min(rest, cores)
  }
  reserved += rest * 2.5
  const memoryKib = memoryGib * 1_048_576 - (255 + 11 * pods + 100) * 1_024
  return { cpuMillicores: Math.floor(cpus * 1_000 - reserved), memoryKib }
}
