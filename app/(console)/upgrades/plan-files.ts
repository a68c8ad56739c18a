// Makes the plan into a file and hands it to the reader. Read when somebody asks for one.
import { plural } from '../../../components/format/number.ts'
import { fileName } from '../../../components/format/table-file.ts'
import { downloadText } from '../../../components/ui/download.ts'
import { planCsv, planJson, planMarkdown } from './plan-document.ts'
import type { UpgradePlan } from './upgrades-view.ts'

export const planFormats = ['md', 'csv', 'json'] as const
export type PlanFormat = (typeof planFormats)[number]

const types: Record<PlanFormat, string> = { md: 'text/markdown', csv: 'text/csv', json: 'application/json' }

/** Answers what the file holds, in words. */
export function savePlan(plan: UpgradePlan, format: PlanFormat, clusters: readonly string[]): string {
  const link = window.location.href
  const texts = { md: planMarkdown, csv: planCsv, json: planJson }
  const name = fileName('upgrade plan', clusters, { from: plan.now, to: plan.endsAt ?? plan.now }, format)
  downloadText(name, types[format], texts[format](plan, link))
  return `File with ${plural(plan.waves.length, 'wave')} of ${plural(plan.clusters, 'cluster')}`
}
