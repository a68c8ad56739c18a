// One control plane: what it uses most of what it may, and what would help. The whole line opens it for a pointer; the
// keyboard has the button in it.
import { Columns2 } from 'lucide-react'
import type { MouseEvent } from 'react'
import { missing } from '../../../../components/format/number.ts'
import { dayTime } from '../../../../components/format/time.ts'
import { IconButton } from '../../../../components/ui/button.tsx'
import { Badge, Status } from '../../../../components/ui/status.tsx'
import type { CapacityView, ControlPlane } from '../capacity-view.ts'
import {
  adviceDetail,
  adviceText,
  axisNames,
  forecastDetail,
  forecastText,
  priceText,
  saidOf,
  shareText,
  tierName,
  usedText,
} from '../words.ts'
import { LimitBar } from './limit-bar.tsx'

interface ControlPlaneRowProps {
  readonly row: ControlPlane
  /** Place among the rows shown, from 0. */
  readonly index: number
  readonly view: CapacityView
}

export function ControlPlaneRow({ row, index, view }: ControlPlaneRowProps) {
  const { clusterId, name, version, tier, provider, worst, forecast, isStale } = row
  const { params } = view
  const isOpen = params.on === clusterId || params.with === clusterId
  const open = () => view.open(clusterId)
  const onRow = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('button, a') === null) open()
  }
  const state = row.axes.find(({ axis }) => axis === worst)
  const said = state === undefined ? null : saidOf(state)
  const price = row.tierMicroUsdPerHour
  return (
    <tr aria-selected={isOpen} onClick={onRow}>
      <th scope="row" className="pin pin-first" title={clusterId}>
        <button
          type="button"
          className="row-button"
          data-row={index}
          aria-expanded={params.on === clusterId}
          onClick={open}
        >
          {name}
        </button>{' '}
        <span className="note">{version}</span>
      </th>
      <td
        title={price === null || price === 0 ? undefined : `${priceText(price)} on top of the cluster’s fee`}
      >
        <Badge>{tierName(tier, provider)}</Badge>
      </td>
      <td>{state === undefined ? <Status tone="unk">Not measured</Status> : axisNames[state.axis]}</td>
      <td>
        {state !== undefined && said !== null ? (
          <span className="row capacity-share">
            <LimitBar share={state.share} tone={said.tone} />
            <Status tone={isStale ? 'stale' : said.tone}>
              {said.text} {shareText(state.share)}
            </Status>
          </span>
        ) : (
          missing
        )}
      </td>
      <td className="num medium nowrap" title={state?.limit?.source}>
        {state === undefined ? missing : usedText(state)}
      </td>
      <td className="secondary nowrap">{state?.used?.at ? dayTime(state.used.at) : missing}</td>
      <td className="secondary nowrap" title={forecastDetail(forecast)}>
        {forecastText(forecast)}
      </td>
      <td className="secondary capacity-advice" title={adviceDetail(row).join(' ')}>
        <span className="row row-between">
          {adviceText(row)}
          {params.on !== '' && params.on !== clusterId && (
            <IconButton
              label={params.with === clusterId ? `Put ${name} away` : `Compare with ${name}`}
              size="tiny"
              kind="ghost"
              onClick={() => view.beside(clusterId)}
            >
              <Columns2 size={14} aria-hidden="true" />
            </IconButton>
          )}
        </span>
      </td>
    </tr>
  )
}
