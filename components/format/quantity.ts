// CPU and memory as Kubernetes writes them.
import { count } from './number.ts'

const mebibyte = 1_048_576
const gibibyte = 1_073_741_824

/** 3,500 → "3.5"; 250 → "250m". */
export function cores(millicores: number): string {
  return millicores !== 0 && millicores < 1_000
    ? `${millicores}m`
    : String(Number((millicores / 1_000).toFixed(2)))
}

/** Binary units, as Kubernetes writes them. */
export function memory(bytes: number): string {
  if (bytes === 0) return '0'
  if (bytes < gibibyte) return `${count(Math.round(bytes / mebibyte))} Mi`
  return `${Number((bytes / gibibyte).toFixed(bytes < 10 * gibibyte ? 1 : 0))} Gi`
}
