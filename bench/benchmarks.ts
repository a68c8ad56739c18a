// Every benchmark, sorted by id; a new one is a file and a line here.
import { auditIngestBenchmarks } from './b1-audit-ingest.ts'
import { topTalkersBenchmark } from './b3-top-talkers.ts'
import { logHoursBenchmark } from './b3h-hours-by-logs.ts'
import { fleetTableBenchmark } from './b6-fleet-table.ts'
import { kubeCollectorBenchmark } from './b7-kube-collector.ts'
import { simulatedClusterBenchmark } from './b7s-simulated-cluster.ts'
import { simulatorBenchmark } from './b8-simulator.ts'
import { firstLoadBenchmark } from './b9-first-load.ts'
import { liveTailBenchmark } from './b9t-live-tail.ts'
import { footprintBenchmark } from './b10-footprint.ts'
import { startBenchmark } from './b11-start.ts'
import type { Benchmark } from './harness.ts'
import { soakBenchmark } from './soak.ts'

export const benchmarks: readonly Benchmark[] = [
  ...auditIngestBenchmarks,
  topTalkersBenchmark,
  logHoursBenchmark,
  fleetTableBenchmark,
  kubeCollectorBenchmark,
  simulatedClusterBenchmark,
  simulatorBenchmark,
  firstLoadBenchmark,
  liveTailBenchmark,
  footprintBenchmark,
  startBenchmark,
  soakBenchmark,
]
