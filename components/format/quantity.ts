// CPU and memory as Kubernetes writes them.
import { count } from './number.ts'

const mebibyte = 1_048_576
const gibibyte = 1_073_741_824

/** 3,500 → "3.5"; 250 → "250m". */
export function cores(millicores: number): string {
  if (millicores !== 0 && millicores < 1_000) return `${millicores}m`
  const whole = millicores / 1_000
  return whole < 1_000 ? String(Number(whole.toFixed(2))) : count(Math.round(whole))
}

/** Binary units, as Kubernetes writes them. */
export function memory(bytes: number): string {
  if (bytes === 0) return '0'
  if (bytes < gibibyte) return `${count(Math.round(bytes / mebibyte))} Mi`
  const whole = bytes / gibibyte
  return whole < 10 ? `${Number(whole.toFixed(1))} Gi` : `${count(Math.round(whole))} Gi`
}
