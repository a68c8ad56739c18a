'use client'
// The plan as a document: reads it whole, with every move, and makes the file.
import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { useToast } from '../../../../components/ui/toast.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { reasonOf } from '../../_frame/query-faces.tsx'
import type { PlanFormat } from '../plan-files.ts'
import type { planInput } from '../search-params.ts'

const formats = [
  { format: 'md', label: 'Markdown' },
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
] as const

/** Most families and findings of a document each. */
const most = 5_000

export function PlanExport({ input, disabled }: { input: ReturnType<typeof planInput>; disabled: boolean }) {
  const client = useTRPCClient()
  const toast = useToast()
  const [isReading, setReading] = useState(false)
  const save = async (format: PlanFormat) => {
    setReading(true)
    try {
      const [{ savePlan }, plan] = await Promise.all([
        import('../plan-files.ts'),
        client.upgrades.plan.query({ ...input, moves: true, limit: most }),
      ])
      toast.say(savePlan(plan, format, input.scope?.clusters ?? []))
    } catch (error) {
      toast.fail(`No file was made. ${reasonOf(error)}`)
    } finally {
      setReading(false)
    }
  }
  return (
    <span className="row row-tight no-print">
      {formats.map(({ format, label }) => (
        <Button
          key={format}
          size="tiny"
          kind="ghost"
          disabled={disabled || isReading}
          aria-label={`Download the plan as ${label}`}
          onClick={() => void save(format)}
        >
          <Download size={12} aria-hidden="true" />
          {label}
        </Button>
      ))}
    </span>
  )
}
