// Beside the waves: what the first wave stands on, and the money of staying by month.
import { plural } from '../../../../components/format/number.ts'
import { day } from '../../../../components/format/time.ts'
import { Status, type Tone } from '../../../../components/ui/status.tsx'
import { dollars, missWords, moneySums } from '../plan-words.ts'
import type { UpgradePlan } from '../upgrades-view.ts'

interface GateLine {
  readonly tone: Tone
  readonly text: string
}

function gatesOf(plan: UpgradePlan): GateLine[] {
  const { byVerdict, accepted, missesInAll, misses, now } = plan
  const { blocked, unknown } = byVerdict
  const [miss] = misses
  const lines: GateLine[] = [
    blocked.families === 0
      ? { tone: 'ok', text: 'No error against the next version' }
      : {
          tone: 'crit',
          text: `No go: ${plural(blocked.families, 'family', 'families')}, ${plural(blocked.clusters, 'cluster')}`,
        },
  ]
  if (unknown.families > 0) {
    lines.push({
      tone: 'unk',
      text: `Cannot tell yet: ${plural(unknown.families, 'family', 'families')}, ${plural(unknown.clusters, 'cluster')}`,
    })
  }
  if (accepted.length > 0) {
    lines.push({ tone: 'info', text: `Accepted by waiver: ${plural(accepted.length, 'finding')}` })
  }
  if (miss === undefined) lines.push({ tone: 'ok', text: 'Every day is met' })
  else {
    const when = day(miss.at, now.getUTCFullYear())
    lines.push({
      tone: 'warn',
      text: `${plural(missesInAll, 'cluster')} too late; ${miss.name} on ${miss.version}: ${missWords[miss.kind]} ${when}`,
    })
  }
  if (plan.unplannedInAll > 0) {
    const [first] = plan.unplanned
    const why = first === undefined ? '' : `; ${first.name}: ${first.because}`
    lines.push({ tone: 'unk', text: `Not planned: ${plural(plan.unplannedInAll, 'cluster')}${why}` })
  }
  return lines
}

export function PlanSide({ plan }: { plan: UpgradePlan }) {
  return (
    <div className="plan-side">
      <section aria-label="Gates">
        <h3>Gates</h3>
        <ul className="plan-gates">
          {gatesOf(plan).map(({ tone, text }) => (
            <li key={text}>
              <Status tone={tone}>{text}</Status>
            </li>
          ))}
        </ul>
      </section>
      <Money plan={plan} />
    </div>
  )
}

function Money({ plan }: { plan: UpgradePlan }) {
  const { months, nowMicroUsdPerMonth, uncharged } = plan.money
  const { planned, staying } = moneySums(plan)
  return (
    <section aria-label="The money of staying">
      <h3>The money of staying</h3>
      <p className="small">
        Extended support costs <strong>{dollars(nowMicroUsdPerMonth)}/mo</strong> now.
        {staying > planned && ` This plan saves ${dollars(staying - planned)} until its last wave.`}
      </p>
      <table className="table plan-money">
        <thead>
          <tr>
            <th scope="col">Month</th>
            <th scope="col" className="num">
              By plan
            </th>
            <th scope="col" className="num">
              Staying
            </th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ month, plannedMicroUsd, stayingMicroUsd }) => (
            <tr key={month}>
              <th scope="row">{month}</th>
              <td className="num">{dollars(plannedMicroUsd)}</td>
              <td className="num">{dollars(stayingMicroUsd)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">In all</th>
            <td className="num">{dollars(planned)}</td>
            <td className="num">{dollars(staying)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="note">
        List prices, from now until the last wave.
        {uncharged > 0 && ` Without ${plural(uncharged, 'cluster')} whose price is not known.`}
      </p>
    </section>
  )
}
