// The text of /metrics, in the Prometheus exposition format. Writes numbers it is given; measures
// only the process itself.
import { memoryUsage } from 'node:process'
import type { Metric } from '../metric.ts'

const labelEscapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' }

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (sign) => labelEscapes[sign] ?? '')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

export function metricsText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, type, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
  ])
  return `${lines.join('\n')}\n`
}

export function processMetrics(): Metric[] {
  const { rss, heapUsed } = memoryUsage()
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    help,
    type: 'gauge',
    samples: [{ value }],
  })
  return [
    gauge('periplus_process_resident_bytes', 'Resident memory of the server process.', rss),
    gauge('periplus_process_heap_bytes', 'JavaScript heap in use by the server process.', heapUsed),
    gauge('periplus_process_uptime_seconds', 'Seconds since the server process started.', process.uptime()),
  ]
}
