'use client'
// What a plan is made with. It changes the address in one step, so Back undoes it.
import { type FormEvent, useState } from 'react'
import { day } from '../../../../components/format/time.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { type Weekday, weekdays } from '../../../../domain/upgrade-plan/weekday.ts'
import { weekdayWord } from '../plan-words.ts'
import type { UpgradePlan } from '../upgrades-view.ts'

interface Chosen {
  readonly target: string | null
  readonly starts: string | null
  readonly soak: number
  readonly mend: number
  readonly days: Weekday[]
  readonly hours: string
  readonly room: number
}

const hour = (value: FormDataEntryValue | null) => Number(value ?? 0)

/** Null when hours end before they start. */
function chosenOf(data: FormData, days: readonly Weekday[]): Chosen | null {
  const [from, to] = [hour(data.get('from')), hour(data.get('to'))]
  if (from >= to || days.length === 0) return null
  return {
    target: String(data.get('target') ?? '') || null,
    starts: String(data.get('starts') ?? '') || null,
    soak: Number(data.get('soak')),
    mend: Number(data.get('mend')),
    days: weekdays.filter((one) => days.includes(one)),
    hours: `${from}-${to}`,
    room: Number(data.get('room')),
  }
}

export function PlanForm({ plan, onPlan }: { plan: UpgradePlan; onPlan: (chosen: Chosen) => void }) {
  const { target, startsAt, soakDays, mendDays, maintenance } = plan.params
  const [days, setDays] = useState<readonly Weekday[]>(maintenance.days)
  const [wrong, setWrong] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const chosen = chosenOf(new FormData(event.currentTarget), days)
    setWrong(chosen === null)
    if (chosen === null) return
    const today = plan.now.toISOString().slice(0, 10)
    onPlan({ ...chosen, starts: chosen.starts === today ? null : chosen.starts })
  }
  const toggle = (one: Weekday) =>
    setDays(days.includes(one) ? days.filter((other) => other !== one) : [...days, one])
  return (
    <form className="plan-form no-print" aria-label="Plan" onSubmit={submit}>
      <Target plan={plan} target={target} />
      <label>
        <span className="field-label">First day</span>
        <input
          className="input"
          type="date"
          name="starts"
          defaultValue={startsAt.toISOString().slice(0, 10)}
        />
      </label>
      <Amount label="Days to soak" name="soak" value={soakDays} most={90} />
      <Amount label="Days to mend" name="mend" value={mendDays} most={365} />
      <fieldset>
        <legend className="field-label">Maintenance days</legend>
        <span className="row row-tight">
          {weekdays.map((one) => (
            <label key={one} className="row row-tight small">
              <input
                type="checkbox"
                className="checkbox"
                checked={days.includes(one)}
                onChange={() => toggle(one)}
              />
              {weekdayWord(one)}
            </label>
          ))}
        </span>
      </fieldset>
      <Amount label="From hour (UTC)" name="from" value={maintenance.fromHour} most={23} />
      <Amount label="To hour (UTC)" name="to" value={maintenance.toHour} most={24} />
      <Amount label="Clusters a window" name="room" value={maintenance.clusters} least={1} most={500} />
      <Button type="submit" size="small" kind="primary">
        Plan again
      </Button>
      {wrong && (
        <p className="field-error" role="alert">
          A window needs a day, and an end after its start on that day.
        </p>
      )}
    </form>
  )
}

function Target({ plan, target }: { plan: UpgradePlan; target: string | null }) {
  const known = plan.targets.some(({ version }) => version === target)
  return (
    <label>
      <span className="field-label">Target version</span>
      <select className="input" name="target" defaultValue={target ?? ''}>
        {!known && target !== null && <option value={target}>{target}</option>}
        {plan.targets.map(({ version, standardUntil }) => (
          <option key={version} value={version}>
            {version}
            {standardUntil !== null &&
              ` (standard support until ${day(standardUntil, plan.now.getUTCFullYear())})`}
          </option>
        ))}
      </select>
    </label>
  )
}

interface AmountProps {
  readonly label: string
  readonly name: string
  readonly value: number
  readonly least?: number
  readonly most: number
}

function Amount({ label, name, value, least = 0, most }: AmountProps) {
  return (
    <label>
      <span className="field-label">{label}</span>
      <input
        className="input"
        type="number"
        name={name}
        required
        min={least}
        max={most}
        defaultValue={value}
      />
    </label>
  )
}
