'use client'
// What the recommended policy costs: bytes sent and stored by requests a second, and where a webhook ends.
import { bytes, count } from '../../../../components/format/number.ts'
import { useSources } from '../../_frame/sources.tsx'
import { auditCost, costRates } from '../audit-cost.ts'

const defaultRawDays = 14

export function PolicyCost() {
  const rawDays = useSources().list?.retentionRawDays ?? defaultRawDays
  return (
    <section className="policy-cost" aria-label="What the policy costs">
      <p>What it costs, with one event of about 0.8 kB a request (a watch, exec or log has two):</p>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="num">
                Requests/s
              </th>
              <th scope="col" className="num">
                Sent/s
              </th>
              <th scope="col" className="num">
                Sent a day
              </th>
              <th scope="col" className="num">
                Stored here, {rawDays} days
              </th>
            </tr>
          </thead>
          <tbody>
            {costRates.map((rate) => {
              const cost = auditCost(rate, rawDays)
              return (
                <tr key={rate}>
                  <td className="num">{count(rate)}</td>
                  <td className="num">{bytes(cost.sentBytesPerSecond)}</td>
                  <td className="num">{bytes(cost.sentBytesPerDay)}</td>
                  <td className="num">{bytes(cost.storedBytes)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <p className="note">
        With the first event of each request it would be 1.8 times that, with bodies (RequestResponse) about 7
        times. kube-apiserver keeps at most 10,000 events waiting and sends at most 10 batches of 400 a
        second; past 4,000 events/s it drops some, unless{' '}
        <code className="mono">--audit-webhook-batch-throttle-qps</code> is raised.
      </p>
    </section>
  )
}
